"""Cells of a vendor's JSON as Python values. One that makes no sense raises ValueError."""

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

MAX_SYMBOL, MAX_NAME, MAX_REF = 40, 160, 120
EARLIEST = date(2009, 1, 3)


def number(value: Any) -> float | None:
    """A JSON number, also as a string, as a finite float; None for null."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("not a number")
    # Python's own way to group digits is nobody else's.
    if isinstance(value, str) and "_" in value:
        raise ValueError("not a number")
    try:
        result = float(value)
    except OverflowError:
        raise ValueError("not a finite number") from None
    if not math.isfinite(result):
        raise ValueError("not a finite number")
    return result


def optional(value: Any) -> float | None:
    """A figure that may be missing: an odd one is as good as none."""
    try:
        return number(value)
    except ValueError:
        return None


def positive(value: Any) -> float | None:
    """A figure that may be missing, and that is none unless it is above zero."""
    result = optional(value)
    return result if result is not None and result > 0 else None


def words(value: Any, longest: int) -> str:
    """A text of at least one character and at most so many."""
    if not isinstance(value, str) or not value.strip() or storable(value) != value:
        raise ValueError("not a text")
    text = value.strip()
    if len(text) > longest:
        raise ValueError("text too long")
    return text


def storable(text: str) -> str:
    """The text without what no column holds: NUL, and halves of characters (JSON's `\\ud800`)."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def instant(value: Any) -> datetime:
    """An ISO 8601 text, in UTC; one without an offset is in it already."""
    at = datetime.fromisoformat(value)
    try:
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except OverflowError:
        raise ValueError("beyond the calendar") from None


def past_day(value: Any, *, today: date) -> date:
    """The UTC day of Unix seconds or of an ISO 8601 text, from bitcoin's first day until today."""
    if isinstance(value, str) and not value.isdigit():
        day = instant(value).date()
    else:
        seconds = number(value)
        if seconds is None:
            raise ValueError("no day")
        try:
            day = datetime.fromtimestamp(seconds, tz=UTC).date()
        except (OverflowError, OSError):
            raise ValueError("not a day") from None
    if not EARLIEST <= day <= today:
        raise ValueError("a day outside of the market's history")
    return day


def inner(row: Mapping, *keys: str) -> Any:
    """A cell of nested objects, None where one of them is missing."""
    found: Any = row
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found
