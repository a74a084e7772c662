"""One line of Kraken's ledger, and the sums of several that belong together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from portfolios.importers.base import Leg, RowReadError
from portfolios.importers.kraken.assets import FEE_CREDITS, asset_code
from portfolios.importers.reader import Cells
from portfolios.importers.spec import Context, symbol
from portfolios.importers.text import MAX_LABEL, clean

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Entry:
    """A change of one balance: `amount` with its sign, the fee (below zero where refunded)."""

    line: int
    txid: str
    refid: str
    at: datetime
    type: str
    subtype: str
    asset: str
    amount: Decimal
    fee: Decimal
    usd: Decimal | None

    @property
    def label(self) -> str:
        """Kraken's own name for it, as shown beside the transaction."""
        return clean(f"{self.type} {self.subtype}", limit=MAX_LABEL)


def read_entry(cells: Cells, context: Context) -> Entry:
    """A record as an entry. Raises RowReadError for what is missing or unreadable."""
    if not cells.text("refid"):
        raise RowReadError("refid", "the refid is missing")
    amount = context.amount(cells, "amount")
    if amount is None:
        raise RowReadError("amount", "the amount is missing")
    usd = context.amount(cells, "amountusd", money=True)
    return Entry(
        line=cells.line,
        txid=cells.text("txid"),
        refid=cells.text("refid"),
        at=context.instant(cells, "time", utc=True),
        type=cells.text("type").casefold(),
        subtype=cells.text("subtype").casefold().replace("-", "").replace("_", ""),
        asset=asset_code(symbol(cells.text("asset"), field="asset")),
        amount=amount,
        fee=context.amount(cells, "fee") or ZERO,
        usd=abs(usd) if usd else None,
    )


@dataclass(frozen=True, slots=True)
class Sums:
    """What a group of entries took, gave and charged, by asset, each above zero."""

    sent: dict[str, Decimal]
    received: dict[str, Decimal]
    fees: dict[str, Decimal]
    usd: dict[str, Decimal]
    used_credits: bool


def add_up(entries: Iterable[Entry]) -> Sums:
    """Join the entries of a group: several wallets may pay one trade; a refunded fee is a gain."""
    net: dict[str, Decimal] = {}
    fees: dict[str, Decimal] = {}
    usd: dict[str, Decimal] = {}
    used_credits = False
    for entry in entries:
        if entry.asset == FEE_CREDITS:
            used_credits = True
            continue
        net[entry.asset] = net.get(entry.asset, ZERO) + entry.amount
        fees[entry.asset] = fees.get(entry.asset, ZERO) + entry.fee
        if entry.usd is not None:
            usd[entry.asset] = usd.get(entry.asset, ZERO) + entry.usd
    for asset, fee in fees.items():
        if fee < 0:
            net[asset] -= fee
    return Sums(
        sent={asset: -amount for asset, amount in net.items() if amount < 0},
        received={asset: amount for asset, amount in net.items() if amount > 0},
        fees={asset: fee for asset, fee in fees.items() if fee > 0},
        usd=usd,
        used_credits=used_credits,
    )


def legs(amounts: dict[str, Decimal]) -> list[Leg]:
    """The sums as legs."""
    return [Leg(asset, amount) for asset, amount in amounts.items()]
