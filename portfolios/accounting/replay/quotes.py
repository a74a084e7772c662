"""Reads a price file."""

import re
from collections.abc import Iterable
from datetime import date, tzinfo
from decimal import Decimal
from sys import intern

from portfolios.accounting.prices import Quote
from portfolios.accounting.records import new_record
from portfolios.accounting.replay.cells import CellError, Fault, read_day, read_number
from portfolios.accounting.replay.tables import read_table

HEADER = ("date", "asset", "price", "currency")

# Nearly every price is written so, and no other has to be looked at twice.
_is_plain = re.compile(r"\d+(?:\.\d+)?", re.ASCII).fullmatch


def read_quotes(lines: Iterable[str], *, tz: tzinfo) -> tuple[list[Quote], list[Fault]]:
    """Quotes in the file's order, and faults in order of lines."""
    quotes: list[Quote] = []
    faults: list[Fault] = []
    days: dict[str, date] = {}
    for line, (day, asset, price, currency) in read_table(lines, header=HEADER, faults=faults):
        if day in days and asset and currency and _is_plain(price):
            figures = (days[day], intern(asset), Decimal(price), intern(currency))
            quotes.append(new_record(Quote, figures))
            continue
        before = len(faults)
        if day not in days:
            try:
                days[day] = read_day(day, tz=tz)
            except CellError as error:
                faults.append(Fault(line, "date", str(error)))
        try:
            amount = _read_price(price)
        except CellError as error:
            faults.append(Fault(line, "price", str(error)))
        if not asset:
            faults.append(Fault(line, "asset", "A price needs its asset."))
        if not currency:
            faults.append(Fault(line, "currency", "A price needs its currency."))
        if len(faults) == before:
            quotes.append(Quote(days[day], intern(asset), amount, intern(currency)))
    return quotes, sorted(faults)


def _read_price(text: str) -> Decimal:
    price = read_number(text)
    if price < 0:
        raise CellError("A price is not below 0.")
    return price
