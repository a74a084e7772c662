"""A file of one thing's prices: `date,price`, a line a day."""

from datetime import date
from decimal import Decimal

from markets.wording import sentence
from portfolios.files.cells import Fault
from portfolios.importers.amounts import NumberStyle, parse_amount
from portfolios.importers.base import RowReadError
from portfolios.importers.layout import header_key
from portfolios.importers.tables import TableForm, read_table_file

HEADER = ("date", "price")
MOST_LINES = 20_000


_FORM = TableForm(
    lambda titles: [header_key(title) for title in titles],
    needs=HEADER, needs_all=True, number="price",
    header_fault=sentence("The header is {header}.", header=",".join(HEADER)),
)  # fmt: skip


def read_day_prices(content: bytes, *, last: date) -> tuple[dict[date, Decimal], list[Fault]]:
    """Prices by day, of two of one day the later line's, and what is wrong with the other lines.

    A price is above 0, with as many digits as are stored; a day is an ISO date, not after `last`.
    """
    faults: list[Fault] = []
    prices: dict[date, Decimal] = {}
    records, style = read_table_file(content, form=_FORM, faults=faults)
    for count, cells in enumerate(records, start=1):
        if count > MOST_LINES:
            message = sentence("A file has at most {most} prices.", most=MOST_LINES)
            faults.append(Fault(cells.line, "row", message))
            break
        try:
            day = _day(cells.text("date"), last=last)
            prices[day] = _price(cells.text("price"), style=style)
        except RowReadError as error:
            faults.append(Fault(cells.line, error.field, error.message))
    return prices, faults


def _day(text: str, *, last: date) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        message = sentence("{text} is not a date like 2024-01-31.", text=repr(text))
        raise RowReadError("date", message)
    if found > last:
        raise RowReadError("date", sentence("{day} is yet to come.", day=text))
    if found.year < 1970:
        raise RowReadError("date", sentence("{day} lies before 1970.", day=text))
    return found


def _price(text: str, *, style: NumberStyle) -> Decimal:
    price = parse_amount(text, style=style, field="price")
    if not price > 0:
        raise RowReadError("price", sentence("A price is above 0."))
    return price
