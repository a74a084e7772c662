"""Reads a price file."""

from collections.abc import Iterable
from datetime import date, tzinfo
from decimal import Decimal
from sys import intern

from portfolios.accounting.prices import Quote
from portfolios.accounting.replay.cells import CellError, Fault, read_day, read_number
from portfolios.accounting.replay.tables import read_table

HEADER = ("date", "asset", "price", "currency")


def read_quotes(lines: Iterable[str], *, tz: tzinfo) -> tuple[list[Quote], list[Fault]]:
    """Quotes in the file's order, and faults in order of lines."""
    quotes: list[Quote] = []
    faults: list[Fault] = []
    days: dict[str, date] = {}
    for line, (day, asset, price, currency) in read_table(lines, header=HEADER, faults=faults):
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
