"""Pages by position in the order, so that a row that comes or goes moves no other."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import Q
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from markets.api.base.cursors import (
    CURSOR_PARAMETER,
    ODD_CURSOR,
    PARAMETERS,
    SIZE_PARAMETER,
    cursor_of,
    next_address,
    page_size,
    values_of,
)
from markets.api.base.sorting import (
    asked_sort,
    beyond,
    is_nullable,
    ordered_by,
    same,
    sort_parameter,
)


class KeysetPagination(BasePagination):
    """Keyset pagination over a view's `keyset`: fields that together are unique, `-` descending.

    A view with `sorts`, paths of fields by name, is ordered by one of them first where `sort` asks
    for it. The cursor holds the last row's values of all these fields, and the order that they are
    of. Thousands of rows of one instant cost no more than others.
    """

    cursor_param = CURSOR_PARAMETER
    size_param = SIZE_PARAMETER

    def paginate_queryset(self, queryset, request, view=None):
        self.request = request
        sorts = getattr(view, "sorts", {})
        self.sort = asked_sort(request, known=sorts)
        self.fields = _order(self.sort, sorts, tuple(view.keyset))
        self.nullable = {name for name in self.fields if is_nullable(queryset.model, _path(name))}
        size = page_size(request)
        queryset = queryset.order_by(*ordered_by(self.fields, nullable=self.nullable))
        cursor = request.query_params.get(self.cursor_param)
        if cursor:
            queryset = self._beyond(queryset, cursor)
        rows = list(queryset[: size + 1])
        self.last = rows[size - 1] if len(rows) > size else None
        return rows[:size]

    def get_paginated_response(self, data):
        return Response({"next": self._next(), "results": data})

    def get_paginated_response_schema(self, schema):
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {
                    "type": ["string", "null"],
                    "format": "uri",
                    "description": "The address of the next page; null on the last.",
                },
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view):
        sorts = getattr(view, "sorts", {})
        return [*PARAMETERS, sort_parameter(sorts)] if sorts else PARAMETERS

    def _beyond(self, queryset, cursor: str):
        """The rows after a cursor; one of another list is refused as such."""
        head = [self.sort] if self.sort else []
        values = values_of(cursor, count=len(head) + len(self.fields), may_be_null=True)
        sort, values = values[: len(head)], values[len(head) :]
        is_known = all(
            value is not None or field in self.nullable
            for field, value in zip(self.fields, values, strict=True)
        )
        if sort != head or not is_known:
            raise ValidationError({self.cursor_param: [ODD_CURSOR]}, code="unknown")
        try:
            return queryset.filter(self._after(values))
        except (ArithmeticError, ValueError, TypeError, DjangoValidationError):
            raise ValidationError({self.cursor_param: [ODD_CURSOR]}, code="unknown") from None

    def _after(self, values: list) -> Q:
        """Rows beyond the cursor: (a, b) > (x, y), each field in its own direction."""
        after, alike = Q(), Q()
        for field, value in zip(self.fields, values, strict=True):
            after |= alike & beyond(field, value, is_nullable=field in self.nullable)
            alike &= same(field, value)
        first = self.fields[0]
        if first in self.nullable:
            return after
        # Says the same again for the first field alone, which an index can use.
        bound = f"{_path(first)}__lte" if first.startswith("-") else f"{first}__gte"
        return Q(**{bound: values[0]}) & after

    def _next(self) -> str | None:
        if self.last is None:
            return None
        values = [_plain(_value(self.last, _path(field))) for field in self.fields]
        return next_address(self.request, cursor_of([self.sort, *values] if self.sort else values))


def _order(sort: str, sorts: Mapping[str, str], keyset: tuple[str, ...]) -> tuple[str, ...]:
    """The fields that a list is ordered by; the one asked for takes no second place."""
    if not sort:
        return keyset
    first = ("-" if sort.startswith("-") else "") + sorts[sort.removeprefix("-")]
    return (first, *(field for field in keyset if _path(field) != _path(first)))


def _path(field: str) -> str:
    return field.removeprefix("-")


def _value(row, path: str):
    for name in path.split("__"):
        row = getattr(row, name, None)
    return row


def _plain(value):
    if isinstance(value, datetime | date):
        return {"at": value.isoformat()}
    # Written with all of its digits, so that it comes back as the same number.
    return str(value) if isinstance(value, float | Decimal) else value
