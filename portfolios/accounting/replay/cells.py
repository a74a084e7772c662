"""Single cells of a ledger or price file: numbers, instants, days."""

import re
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, tzinfo
from decimal import Decimal

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
DAY_LENGTH = len("2024-01-31")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong with a line of a file, and in which column."""

    line: int
    field: str
    message: str


class CellError(ValueError):
    """A cell does not hold what its column asks for."""


def read_number(text: str) -> Decimal:
    """A decimal with a point, or in scientific form; no grouping, no words. Raises CellError."""
    if _NUMBER.fullmatch(text) is None:
        raise CellError(f"{text!r} is not a number.")
    return Decimal(text)


def read_instant(text: str, *, tz: tzinfo) -> datetime:
    """An ISO 8601 date or date and time, in UTC; without an offset it is in `tz`.

    " UTC" and "Z" are offsets; a date alone is the day's first instant. Raises CellError.
    """
    plain = text.removesuffix("UTC").rstrip() + "+00:00" if text.endswith("UTC") else text
    try:
        if len(plain) < DAY_LENGTH or not plain[4] == plain[7] == "-":  # no weeks
            raise ValueError(text)
        found = datetime.fromisoformat(plain)
        if found.year == MAXYEAR:  # no day comes after its last
            raise OverflowError(text)
        if found.tzinfo is None:
            found = found.replace(tzinfo=tz)
        return found if found.tzinfo is UTC else found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise CellError(f"{text!r} is not an ISO date.") from error
