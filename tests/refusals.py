"""What the database itself refuses, by the name of the constraint."""

from collections.abc import Iterable

from django.apps import apps
from django.db import IntegrityError, models, transaction


def refusal(*rows: models.Model) -> str | None:
    """The constraint that refuses one of some new rows, or None if all stand; nothing is kept."""
    try:
        with transaction.atomic():
            for row in rows:
                row.save(force_insert=True)
            transaction.set_rollback(True)
    except IntegrityError as error:
        return error.__cause__.diag.constraint_name
    return None


def constraint_names(app: str) -> set[str]:
    """Every constraint that an app's own tables have by name."""
    found: Iterable[type[models.Model]] = apps.get_app_config(app).get_models()
    return {
        one.name
        for model in found
        if model._meta.managed and not model._meta.proxy
        for one in model._meta.constraints
    }
