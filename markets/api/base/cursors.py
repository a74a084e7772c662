"""How pages of a list are asked for: how many rows, and after which."""

import base64
import binascii
import json
import re
from datetime import UTC, date, datetime

from rest_framework.exceptions import ValidationError
from rest_framework.utils.urls import replace_query_param

DEFAULT_SIZE, MAX_SIZE = 100, 500
CURSOR_PARAMETER, SIZE_PARAMETER = "cursor", "page_size"
# Base64 for addresses.
CURSOR = "^[A-Za-z0-9_-]+$"
ODD_CURSOR = "This cursor is not of this list: begin at the first page."
PARAMETERS = [
    {
        "name": CURSOR_PARAMETER,
        "in": "query",
        "required": False,
        "description": "Where the page starts: taken from `next`.",
        "schema": {"type": "string", "pattern": CURSOR},
    },
    {
        "name": SIZE_PARAMETER,
        "in": "query",
        "required": False,
        "description": "Rows on a page.",
        "schema": {
            "type": "integer", "minimum": 1, "maximum": MAX_SIZE, "default": DEFAULT_SIZE,
        },
    },
]  # fmt: skip


def page_size(request) -> int:
    """How many rows a page shall have. Raises ValidationError."""
    text = request.query_params.get(SIZE_PARAMETER, str(DEFAULT_SIZE))
    size = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if not 1 <= size <= MAX_SIZE:
        raise ValidationError({SIZE_PARAMETER: [f"A whole number from 1 to {MAX_SIZE}."]})
    return size


def cursor_of(values: list) -> str:
    """The position after a row with these values: texts, whole numbers, null or `{"at": …}`."""
    text = json.dumps(values, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def next_address(request, cursor: str) -> str:
    """The request's own address with another cursor."""
    return replace_query_param(request.build_absolute_uri(), CURSOR_PARAMETER, cursor)


def values_of(cursor: str, *, count: int, may_be_null: bool = False) -> list:
    """So many values of a cursor. Raises ValidationError for one of another list."""
    if not re.match(CURSOR, cursor):
        raise ValidationError({CURSOR_PARAMETER: [ODD_CURSOR]})
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(values, list) or len(values) != count:
            raise ValueError
        return [None if may_be_null and value is None else _parsed(value) for value in values]
    except (ArithmeticError, ValueError, TypeError, binascii.Error, RecursionError):
        raise ValidationError({CURSOR_PARAMETER: [ODD_CURSOR]}, code="unknown") from None


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
