"""Pages by position in the order, so that a row that comes or goes moves no other."""

from datetime import date, datetime

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


class KeysetPagination(BasePagination):
    """Keyset pagination over a view's `keyset`: fields that together are unique, `-` descending.

    The cursor holds the last row's values of those fields. Thousands of rows of one instant cost
    no more than others.
    """

    cursor_param = CURSOR_PARAMETER
    size_param = SIZE_PARAMETER

    def paginate_queryset(self, queryset, request, view=None):
        self.request = request
        self.fields = tuple(view.keyset)
        size = page_size(request)
        queryset = queryset.order_by(*self.fields)
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
        return PARAMETERS

    def _beyond(self, queryset, cursor: str):
        """The rows after a cursor; one of another list is refused as such."""
        values = values_of(cursor, count=len(self.fields))
        try:
            return queryset.filter(self._after(values))
        except (ArithmeticError, ValueError, TypeError, DjangoValidationError):
            raise ValidationError({self.cursor_param: [ODD_CURSOR]}, code="unknown") from None

    def _after(self, values: list) -> Q:
        """Rows beyond the cursor: (a, b) > (x, y), each field in its own direction."""
        beyond, same = Q(), Q()
        for field, value in zip(self.fields, values, strict=True):
            name = field.lstrip("-")
            lookup = f"{name}__lt" if field.startswith("-") else f"{name}__gt"
            beyond |= same & Q(**{lookup: value})
            same &= Q(**{name: value})
        # Says the same again for the first field alone, which an index can use.
        first = self.fields[0]
        bound = f"{first.lstrip('-')}__lte" if first.startswith("-") else f"{first}__gte"
        return Q(**{bound: values[0]}) & beyond

    def _next(self) -> str | None:
        if self.last is None:
            return None
        values = [_plain(_value(self.last, field.lstrip("-"))) for field in self.fields]
        return next_address(self.request, cursor_of(values))


def _value(row, path: str):
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _plain(value):
    if isinstance(value, datetime | date):
        return {"at": value.isoformat()}
    return value
