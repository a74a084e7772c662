"""Two tabs on one form: what was saved since a form was opened is shown, not overwritten.

An edit form carries the version of what it was filled in from. Where a POST brings another one, it
is answered with 409: the form as sent, beside what is stored. Sending it again overwrites, since it
then carries the version that was seen. A client that sends no version overwrites at once.
"""

import hashlib
from dataclasses import dataclass
from functools import wraps

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

FIELD = "version"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field with its stored and its sent value, as people read them."""

    label: str
    stored: str
    sent: str


@dataclass(frozen=True, slots=True)
class Conflict:
    differences: list[Difference]


def atomic_post(view):
    """What `locked_for_post` locks is held until the answer is made; reads take no transaction."""
    writing = transaction.atomic(view)

    @wraps(view)
    def either(request, *args, **kwargs):
        return (writing if request.method == "POST" else view)(request, *args, **kwargs)

    return either


def locked_for_post(request, rows: QuerySet, pk) -> Model:
    """The row, or a 404; held until the transaction ends where the request writes."""
    if request.method == "POST":
        rows = rows.select_for_update(of=("self",))
    return get_object_or_404(rows, pk=pk)


def version_of(stored: dict) -> str:
    """A short digest of what a form shows of a stored object."""
    values = sorted((name, str(getattr(value, "pk", value))) for name, value in stored.items())
    return hashlib.sha256(repr(values).encode()).hexdigest()[:32]


def conflict_of(request, form, *, stored: dict) -> Conflict | None:
    """What a POST would overwrite unseen: `stored` is the object's state as the form shows it."""
    if request.method != "POST" or FIELD not in request.POST:
        return None
    if request.POST[FIELD] == version_of(stored):
        return None
    pairs = [
        Difference(str(bound.label), _shown(bound, stored.get(bound.name)), _sent(bound))
        for bound in form.visible_fields()
    ]
    return Conflict([pair for pair in pairs if pair.stored != pair.sent])


def _sent(bound) -> str:
    """What was sent, written as a stored value is, where it can be read at all."""
    try:
        return _shown(bound, bound.field.to_python(bound.data))
    except ValidationError:
        return _shown(bound, bound.data)


def _shown(bound, value) -> str:
    """A value as its field's widget writes it, a choice by its name."""
    field = bound.field
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    written = field.prepare_value(value)
    choices = getattr(field, "choices", None) or getattr(field.widget, "choices", None)
    if choices:
        chosen = written if isinstance(written, list | tuple) else [written]
        names = {str(code): str(name) for code, name in choices}
        return ", ".join(names.get(str(one), str(one)) for one in chosen if one not in (None, ""))
    text = field.widget.format_value(written)
    return "" if text is None else str(text)
