"""Reads a price file."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, tzinfo
from decimal import Decimal

from markets.numbers import is_within_limits
from portfolios.accounting.core.records import new_record
from portfolios.accounting.prices.prices import Quote
from portfolios.files.cells import (
    DAY_LENGTH,
    CellError,
    Fault,
    Names,
    asset_names,
    read_instant,
    read_number,
)
from portfolios.files.tables import read_table

HEADER = ("date", "asset", "price", "currency")

# Nearly every price is written so, and no other has to be looked at twice.
_is_plain = re.compile(r"\d{1,30}(?:\.\d{1,40})?", re.ASCII).fullmatch


def read_quotes(
    lines: Iterable[str], *, tz: tzinfo, assets: Names | None = None
) -> tuple[list[Quote], list[Fault]]:
    """Quotes in the file's order, and faults in order of lines.

    Of a day's prices that come with their times only those are given that no later one precedes:
    of several quotes the last given holds. `assets` are the names that other files of the replay
    share.
    """
    assets = asset_names() if assets is None else assets
    quotes: list[Quote] = []
    faults: list[Fault] = []
    days: dict[str, date] = {}
    latest: dict[tuple[str, date, str], datetime] = {}
    for line, (day, asset, price, currency) in read_table(lines, header=HEADER, faults=faults):
        try:
            pair = assets[asset], assets[currency]
            if day in days and _is_plain(price):
                figures = (days[day], pair[0], Decimal(price), pair[1])
                quotes.append(new_record(Quote, figures))
                continue
            at, amount = read_instant(day, tz=tz), _read_price(price)
        except CellError:
            found = _faults(day, asset, price, currency, tz=tz, assets=assets)
            faults += (Fault(line, field, message) for field, message in found)
            continue
        asset, currency = pair
        on = at.astimezone(tz).date()
        if len(day) == DAY_LENGTH:
            days[day] = on
        elif at < latest.setdefault((asset, on, currency), at):
            continue
        else:
            latest[asset, on, currency] = at
        quotes.append(Quote(on, asset, amount, currency))
    return quotes, sorted(faults)


def _faults(
    day: str, asset: str, price: str, currency: str, *, tz: tzinfo, assets: Names
) -> Iterator[tuple[str, str]]:
    attempts: list[tuple[str, str, Callable[[str], object]]] = [
        ("date", day, lambda text: read_instant(text, tz=tz)),
        ("price", price, _read_price),
        ("asset", asset, assets.__getitem__),
        ("currency", currency, assets.__getitem__),
    ]
    for field, text, read in attempts:
        try:
            read(text)
        except CellError as error:
            yield field, str(error) if text else f"A price needs its {field}."


def _read_price(text: str) -> Decimal:
    price = read_number(text)
    if price < 0:
        raise CellError("A price is not below 0.")
    if not is_within_limits(price):
        raise CellError("A price has at most 30 digits before the point and 40 after it.")
    return price
