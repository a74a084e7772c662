"""One line of Coinbase's history, read but not yet understood, and its money cells."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from markets.wording import sentence
from portfolios.accounting.core.types import TransactionType as T
from portfolios.importers.base import Leg, ParsedRow, RowReadError
from portfolios.importers.coinbase.notes import coin
from portfolios.importers.layout import Cells
from portfolios.importers.spec import MOVES_NOTHING, Context, symbol
from portfolios.importers.text import MAX_LABEL, MAX_NOTE, clean

ACCOUNT = "Coinbase"
# The two rows of one conversion may be written a second apart.
SAME_MOMENT = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Draft:
    """A line: its type as written and as a key, the quantity with its sign, the row begun.

    `timed` is False where the file tells the day only. `worth` is what the line says that the
    quantity was worth, without the fee.
    """

    kind: str
    title: str
    quantity: Decimal
    leg: Leg
    base: ParsedRow
    timed: bool
    worth: Leg | None

    def places(self, *, near: bool = False) -> Iterator[str | int]:
        """Where the other half of this line's event is looked for: its id, its second of the clock.

        With `near`, the seconds beside it too, the nearest first.
        """
        if self.base.external_id:
            yield self.base.external_id
        if self.timed:
            second = int(self.base.executed_at.timestamp())
            yield second
            if near:
                for apart in range(1, SAME_MOMENT.seconds + 1):
                    yield from (second - apart, second + apart)

    def is_near(self, other: "Draft") -> bool:
        """Whether two lines can be halves of one event: one id, or one moment of the clock."""
        own, others = self.base, other.base
        if own.external_id and own.external_id == others.external_id:
            return True
        return self.timed and abs(own.executed_at - others.executed_at) <= SAME_MOMENT


def read_draft(cells: Cells, context: Context) -> Draft | None:
    """A record as a draft; None where it moves nothing.

    Raises RowReadError for what is missing or unreadable.
    """
    title = cells.text("transactiontype")
    executed_at = context.instant(cells, "timestamp", utc=True)
    asset = coin(cells.text("asset"), field="asset")
    quantity = context.amount(cells, "quantitytransacted", money=True)
    value = worth(cells, context)
    if quantity == 0 and value is None:
        context.notes.add(MOVES_NOTHING, cells.line)
        return None
    if not quantity:
        raise RowReadError("quantity_transacted", sentence("the quantity is missing or zero"))
    return Draft(
        kind=" ".join(title.casefold().split()),
        title=title,
        quantity=quantity,
        leg=Leg(asset, abs(quantity)),
        timed=":" in cells.text("timestamp"),
        worth=value,
        base=ParsedRow(
            line=cells.line,
            type=T.DEPOSIT,
            executed_at=executed_at,
            account=ACCOUNT,
            label=clean(title, limit=MAX_LABEL),
            note=clean(cells.text("notes"), limit=MAX_NOTE),
            external_id=clean(cells.text("id"), limit=1000),
        ),
    )


def worth(cells: Cells, context: Context) -> Leg | None:
    """What the line moved was worth; the subtotal, or the total where there is none."""
    if not currency(cells, context):
        return None
    return money(cells, "subtotal", context) or money(cells, "total", context)


def currency(cells: Cells, context: Context) -> str:
    """The currency of a line's money cells; empty where the file tells none."""
    text = cells.text("pricecurrency") or context.default_currency
    return symbol(text, field="price_currency") if text else ""


def money(cells: Cells, key: str, context: Context) -> Leg | None:
    """A money cell's size without its sign, in the row's currency; None where empty or zero."""
    value = context.amount(cells, key, money=True)
    if not value:
        return None
    code = currency(cells, context)
    if not code:
        raise RowReadError("price_currency", sentence("the currency of the amounts is missing"))
    return Leg(code, abs(value))
