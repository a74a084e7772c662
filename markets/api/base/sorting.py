"""How a list is sorted: by a field of its own, `-` before it from the largest on."""

from collections.abc import Collection, Container, Iterable
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import F, OrderBy, Q
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

SORT = "sort"
_HELP = "By which field; `-` before it: the largest first. The unknown come last."


def sort_parameter(names: Collection[str]) -> dict:
    """Its description, as OpenAPI has it."""
    return {
        "name": SORT,
        "in": "query",
        "required": False,
        "description": _HELP,
        "schema": {"type": "string", "enum": [*names, *(f"-{name}" for name in names)]},
    }


def asked_sort(request, *, known: Collection[str]) -> str:
    """The name that a request gives, `-` before it where it falls; empty for none.

    Raises ValidationError that names those there are.
    """
    text = request.query_params.get(SORT, "")
    if text and text.removeprefix("-") not in known:
        raise ValidationError({SORT: [_no_order(text, known)]}, code="invalid_choice")
    return text


class SortField(serializers.ChoiceField):
    """The same as a part of a query."""

    def __init__(self, names: Collection[str], **options):
        self.names = names
        choices = [*names, *(f"-{name}" for name in names)]
        super().__init__(choices=choices, required=False, help_text=_HELP, **options)

    def fail(self, key, **kwargs):
        if key != "invalid_choice":
            super().fail(key, **kwargs)
        text = _no_order(str(kwargs["input"]), self.names)
        raise serializers.ValidationError(text, code=key)


def _no_order(text: str, known: Collection[str]) -> str:
    given, names = text.removeprefix("-")[:40], ", ".join(known)
    return f"There is no order by “{given}”: it is one of {names}, also with - before it."


def is_nullable(model: type, path: str) -> bool:
    """Whether a field, or one on the way to it, may be missing."""
    for name in path.split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return False
        if field.null or (field.auto_created and not field.concrete):
            return True
        model = field.related_model
    return False


def ordered_by(fields: Iterable[str], *, nullable: Container[str]) -> list[str | OrderBy]:
    """The order of fields, `-` before those that fall; the unknown last in either direction."""
    return [_unknown_last(field) if field in nullable else field for field in fields]


def _unknown_last(field: str) -> OrderBy:
    figure = F(field.removeprefix("-"))
    return figure.desc(nulls_last=True) if field.startswith("-") else figure.asc(nulls_last=True)


def beyond(field: str, value: Any, *, is_nullable: bool) -> Q:
    """Rows that come after those with this value of a field; after the unknown comes nothing."""
    name = field.removeprefix("-")
    if value is None:
        return Q(pk__in=[])
    after = Q(**{f"{name}__lt" if field.startswith("-") else f"{name}__gt": value})
    return after | Q(**{f"{name}__isnull": True}) if is_nullable else after


def same(field: str, value: Any) -> Q:
    """Rows with this value of a field."""
    name = field.removeprefix("-")
    return Q(**{f"{name}__isnull": True}) if value is None else Q(**{name: value})
