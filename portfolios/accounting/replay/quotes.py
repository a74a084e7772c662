"""Reads a price file."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo
from decimal import Decimal
from sys import intern

from portfolios.accounting.prices import Quote
from portfolios.accounting.records import new_record
from portfolios.accounting.replay.cells import (
    DAY_LENGTH,
    CellError,
    Fault,
    read_instant,
    read_number,
)
from portfolios.accounting.replay.tables import read_table

HEADER = ("date", "asset", "price", "currency")

# Nearly every price is written so, and no other has to be looked at twice.
_is_plain = re.compile(r"\d+(?:\.\d+)?", re.ASCII).fullmatch


def read_quotes(lines: Iterable[str], *, tz: tzinfo) -> tuple[list[Quote], list[Fault]]:
    """Quotes in the file's order, and faults in order of lines.

    Of a day's prices that come with their times only those are given that no later one precedes:
    of several quotes the last given holds.
    """
    quotes: list[Quote] = []
    faults: list[Fault] = []
    days: dict[str, date] = {}
    latest: dict[tuple[str, date, str], datetime] = {}
    for line, (day, asset, price, currency) in read_table(lines, header=HEADER, faults=faults):
        if day in days and asset and currency and _is_plain(price):
            figures = (days[day], intern(asset), Decimal(price), intern(currency))
            quotes.append(new_record(Quote, figures))
            continue
        try:
            at, amount = read_instant(day, tz=tz), _read_price(price)
        except CellError:
            at = None
        if at is None or not asset or not currency:
            found = _faults(day, asset, price, currency, tz=tz)
            faults += (Fault(line, field, message) for field, message in found)
            continue
        on = at.astimezone(tz).date()
        if len(day) == DAY_LENGTH:
            days[day] = on
        elif at < latest.setdefault((asset, on, currency), at):
            continue
        else:
            latest[asset, on, currency] = at
        quotes.append(Quote(on, intern(asset), amount, intern(currency)))
    return quotes, sorted(faults)


def _faults(
    day: str, asset: str, price: str, currency: str, *, tz: tzinfo
) -> Iterator[tuple[str, str]]:
    try:
        read_instant(day, tz=tz)
    except CellError as error:
        yield "date", str(error)
    try:
        _read_price(price)
    except CellError as error:
        yield "price", str(error)
    if not asset:
        yield "asset", "A price needs its asset."
    if not currency:
        yield "currency", "A price needs its currency."


def _read_price(text: str) -> Decimal:
    price = read_number(text)
    if price < 0:
        raise CellError("A price is not below 0.")
    return price
