"""A file of one thing's prices: `date,price`, a line a day."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from markets.numbers import quantised
from markets.wording import sentence
from portfolios.files.cells import CellError, Fault, read_number
from portfolios.files.tables import read_table

HEADER = ("date", "price")
MOST_LINES = 20_000


def read_day_prices(
    lines: Iterable[str], *, last: date, places: int, digits: int
) -> tuple[dict[date, Decimal], list[Fault]]:
    """Prices by day, of two of one day the later line's, and what is wrong with the other lines.

    A price is above 0, with at most `digits` digits before the point and `places` behind it; a day
    is an ISO date, not after `last`.
    """
    faults: list[Fault] = []
    prices: dict[date, Decimal] = {}
    for count, (line, (day, price)) in enumerate(
        read_table(lines, header=HEADER, faults=faults), start=1
    ):
        if count > MOST_LINES:
            faults.append(
                Fault(line, "row", sentence("A file has at most {most} prices.", most=MOST_LINES))
            )
            break
        field = "date"
        try:
            at = _day(day, last=last)
            field = "price"
            prices[at] = _price(price, places=places, digits=digits)
        except CellError as error:
            faults.append(Fault(line, field, str(error)))
    return prices, faults


def _day(text: str, *, last: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        raise CellError(sentence("{text} is not a date like 2024-01-31.", text=repr(text)))
    if found > last:
        raise CellError(sentence("{day} is yet to come.", day=text))
    if found.year < 1970:
        raise CellError(sentence("{day} lies before 1970.", day=text))
    return found


def _price(text: str, *, places: int, digits: int) -> Decimal:
    price = read_number(text)
    if not price > 0:
        raise CellError(sentence("A price is above 0."))
    if price >= Decimal(10) ** digits or price != quantised(price, places=places):
        message = sentence(
            "A price has at most {digits} digits before the point, {places} behind.",
            digits=digits, places=places,
        )  # fmt: skip
        raise CellError(message)
    return price
