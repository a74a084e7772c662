"""Pages by position in the order, so that a row that comes or goes moves no other."""

import base64
import binascii
import json
import re
from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import Q
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

DEFAULT_SIZE = 100
MAX_SIZE = 500
# Base64 for addresses.
CURSOR = "^[A-Za-z0-9_-]+$"
ODD_CURSOR = "This cursor is not of this list: begin at the first page."


class KeysetPagination(BasePagination):
    """Keyset pagination over a view's `keyset`: fields that together are unique, `-` descending.

    The cursor holds the last row's values of those fields. Thousands of rows of one instant cost
    no more than others.
    """

    cursor_param = "cursor"
    size_param = "page_size"

    def paginate_queryset(self, queryset, request, view=None):
        self.request = request
        self.fields = tuple(view.keyset)
        size = self._size(request)
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
        return [
            {
                "name": self.cursor_param,
                "in": "query",
                "required": False,
                "description": "Where the page starts: taken from `next`.",
                "schema": {"type": "string", "pattern": CURSOR},
            },
            {
                "name": self.size_param,
                "in": "query",
                "required": False,
                "description": "Rows on a page.",
                "schema": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": MAX_SIZE,
                    "default": DEFAULT_SIZE,
                },
            },
        ]

    def _size(self, request) -> int:
        text = request.query_params.get(self.size_param, str(DEFAULT_SIZE))
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MAX_SIZE):
            raise ValidationError({self.size_param: [f"A whole number from 1 to {MAX_SIZE}."]})
        return int(text)

    def _beyond(self, queryset, cursor: str):
        """The rows after a cursor; one of another list is refused as such."""
        if not re.match(CURSOR, cursor):
            raise ValidationError({self.cursor_param: [ODD_CURSOR]})
        try:
            return queryset.filter(self._after(self._decoded(cursor)))
        except (
            ArithmeticError,
            ValueError,
            TypeError,
            binascii.Error,
            RecursionError,
            DjangoValidationError,
        ):
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
        text = json.dumps(values, separators=(",", ":"))
        cursor = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
        return replace_query_param(self.request.build_absolute_uri(), self.cursor_param, cursor)

    def _decoded(self, cursor: str) -> list:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != len(self.fields):
            raise ValueError
        return [_parsed(value) for value in values]


def _value(row, path: str):
    for name in path.split("__"):
        row = getattr(row, name)
    return row


def _plain(value):
    if isinstance(value, datetime | date):
        return {"at": value.isoformat()}
    return value


def _parsed(value):
    if isinstance(value, dict):
        text = value["at"] if set(value) == {"at"} and isinstance(value["at"], str) else ""
        if "T" not in text:
            return date.fromisoformat(text)
        # In UTC: offsets as wide as the format allows are more than the database takes.
        return datetime.fromisoformat(text).astimezone(UTC)
    if isinstance(value, str | int) and not isinstance(value, bool):
        if isinstance(value, int) and abs(value) >= 2**63:
            raise ValueError
        if isinstance(value, str) and not value.isprintable():
            raise ValueError
        return value
    raise ValueError
