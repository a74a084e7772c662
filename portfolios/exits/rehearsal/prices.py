"""Reads a price file line by line, so that a long path needs no memory."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from sys import intern

from markets.numbers import is_within_limits
from portfolios.exits.records import Price
from portfolios.files.cells import CellError, Fault, read_instant, read_number
from portfolios.files.tables import read_table

HEADER = ("at", "asset", "price")


def read_prices(lines: Iterable[str], *, faults: list[Fault]) -> Iterator[Price]:
    """Prices in the file's order, each with the text of its `at` as its source.

    Faults go to `faults` in order of lines. After the first one no more prices come, but the
    lines are read to the end.
    """
    text, at, last = None, None, None
    for line, (at_text, asset, price) in read_table(lines, header=HEADER, faults=faults):
        before = len(faults)
        if at_text != text:
            text, at = at_text, _read_at(at_text, line=line, after=last, faults=faults)
            last = at or last
        elif at is None:
            _read_at(at_text, line=line, after=last, faults=faults)
        if not asset:
            faults.append(Fault(line, "asset", "A price needs its asset."))
        try:
            amount = _read_price(price)
        except CellError as error:
            faults.append(Fault(line, "price", str(error)))
        if at is not None and not faults and len(faults) == before:
            yield Price(intern(asset), at, amount, at_text)


def _read_at(
    text: str, *, line: int, after: datetime | None, faults: list[Fault]
) -> datetime | None:
    """The instant, also of a line that is out of order: those below are measured by it."""
    try:
        at = read_instant(text, tz=UTC)
    except CellError as error:
        faults.append(Fault(line, "at", str(error)))
        return None
    if after is not None and at < after:
        faults.append(Fault(line, "at", f"{text!r} is earlier than the line before."))
    return at


def _read_price(text: str) -> Decimal:
    price = read_number(text)
    if price <= 0:
        raise CellError("A price is above 0.")
    if not is_within_limits(price):
        raise CellError("A price has at most 30 digits before the point and 40 after it.")
    return price
