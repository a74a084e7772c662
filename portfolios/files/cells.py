"""Single cells of a ledger or price file: numbers, instants, days."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, datetime, tzinfo
from decimal import Decimal
from sys import intern

from markets.wording import sentence
from portfolios.accounting.core.fiat import FIAT
from portfolios.accounting.core.instants import SkippedTime, from_wall_time, start_of_day
from portfolios.accounting.core.validation import account_fault, symbol_fault

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)
DAY_LENGTH = len("2024-01-31")
# What may stand behind a day: a time, or nothing.
_GAP = ("", "T", "t", " ")


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
        raise CellError(sentence("{text} is not a number.", text=repr(text)))
    return Decimal(text)


def read_instant(text: str, *, tz: tzinfo) -> datetime:
    """An ISO 8601 date or date and time, in UTC; without an offset it is in `tz`.

    " UTC" and "Z" are offsets; a date alone is the day's first instant. Raises CellError, for a
    time that the clocks of `tz` skipped too.
    """
    plain = text.removesuffix("UTC").rstrip() + "+00:00" if text.endswith("UTC") else text
    try:
        # Neither weeks nor any sign between day and time, which `fromisoformat` takes too.
        if plain[4:5] != "-" or plain[7:8] != "-" or plain[DAY_LENGTH : DAY_LENGTH + 1] not in _GAP:
            raise ValueError(text)
        found = datetime.fromisoformat(plain)
        if found.year == MAXYEAR:  # no day comes after its last
            raise OverflowError(text)
        if found.tzinfo is UTC:
            return found
        if found.tzinfo is not None:
            return found.astimezone(UTC)
        return (start_of_day if len(plain) == DAY_LENGTH else from_wall_time)(found, tz=tz)
    except SkippedTime as error:
        message = sentence(
            "{text} is a time that the clocks skipped in {zone}.", text=repr(text), zone=tz
        )
        raise CellError(message) from error
    except (ValueError, OverflowError) as error:
        raise CellError(sentence("{text} is not an ISO date.", text=repr(text))) from error


class Names(dict[str, str]):
    """Text → the name that it is: one in any case, in the spelling that came first.

    `fault` says why a text can be no name, or nothing: then looking it up raises CellError.
    """

    def __init__(self, *, fault: Callable[[str], str], known: Iterable[str] = ()) -> None:
        super().__init__()
        self._fault = fault
        self._spelled = {name.casefold(): name for name in known}

    def __missing__(self, text: str) -> str:
        fault = self._fault(text)
        if fault:
            raise CellError(fault)
        name = self[text] = self._spelled.setdefault(text.casefold(), intern(text))
        return name


def asset_names() -> Names:
    """The assets of the files of one replay: codes of money are known in capitals."""
    return Names(fault=symbol_fault, known=FIAT)


def account_names() -> Names:
    """The accounts of a ledger."""
    return Names(fault=account_fault)
