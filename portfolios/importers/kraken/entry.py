"""One line of Kraken's ledger, and the sums of several that belong together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from markets.numbers import ZERO
from markets.wording import sentence
from portfolios.accounting.core.types import TransactionType as T
from portfolios.importers.base import Leg, ParsedRow, RowReadError
from portfolios.importers.kraken.assets import FEE_CREDITS, asset_code, is_drawer
from portfolios.importers.layout import Cells
from portfolios.importers.spec import Context, symbol
from portfolios.importers.text import MAX_LABEL, clean

ACCOUNT = "Kraken"
# What stands in place of a refid where Kraken has none; it joins nothing but one instant.
_NO_REFID = "unknown"


@dataclass(frozen=True, slots=True)
class Entry:
    """A change of one balance: `amount` with its sign, the fee (below zero where refunded).

    `kind` is type and subtype as the file writes them, `drawer` whether the balance is not that
    of the spot wallet. Without a refid of its own an entry has its txid for one.
    """

    line: int
    txid: str
    refid: str
    at: datetime
    kind: str
    type: str
    subtype: str
    asset: str
    drawer: bool
    amount: Decimal
    fee: Decimal
    fee_asset: str
    usd: Decimal | None

    @property
    def label(self) -> str:
        """Kraken's own name for it, as shown beside the transaction."""
        return clean(f"{self.type} {self.subtype}", limit=MAX_LABEL)

    def row(self, kind: T = T.DEPOSIT) -> ParsedRow:
        """A transaction that this entry begins."""
        return ParsedRow(
            line=self.line,
            type=kind,
            executed_at=self.at,
            account=ACCOUNT,
            label=self.label,
            external_id=self.txid,
        )


def read_entry(cells: Cells, context: Context) -> Entry:
    """A record as an entry. Raises RowReadError for what is missing or unreadable."""
    amount = context.amount(cells, "amount")
    if not cells.text("amount"):
        raise RowReadError("amount", sentence("the amount is missing"))
    usd = context.amount(cells, "amountusd", money=True)
    asset = symbol(cells.text("asset"), field="asset")
    fee_asset = cells.text("feecurrency")
    kind, subkind = cells.text("type"), cells.text("subtype")
    return Entry(
        line=cells.line,
        txid=cells.text("txid"),
        refid=_refid(cells),
        at=context.instant(cells, "time", utc=True),
        kind=f"{kind}/{subkind}" if subkind else kind,
        type=kind.casefold(),
        subtype=subkind.casefold().replace("-", "").replace("_", ""),
        asset=asset_code(asset),
        drawer=is_drawer(asset),
        amount=amount or ZERO,
        fee=context.amount(cells, "fee") or ZERO,
        fee_asset=asset_code(symbol(fee_asset, field="feecurrency") if fee_asset else asset),
        usd=abs(usd) if usd else None,
    )


def _refid(cells: Cells) -> str:
    refid = cells.text("refid") or cells.text("txid")
    return f"{refid} {cells.text('time')}" if refid.casefold() == _NO_REFID else refid


@dataclass(frozen=True, slots=True)
class Sums:
    """What a group of entries took, gave and charged, by asset, each above zero."""

    sent: dict[str, Decimal]
    received: dict[str, Decimal]
    fees: dict[str, Decimal]
    usd: dict[str, Decimal]
    used_credits: bool

    @property
    def moves_nothing(self) -> bool:
        """Whether no balance is another one after it."""
        return not (self.sent or self.received or self.fees)


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
        fees[entry.fee_asset] = fees.get(entry.fee_asset, ZERO) + entry.fee
        if entry.usd is not None:
            usd[entry.asset] = usd.get(entry.asset, ZERO) + entry.usd
    for asset, fee in fees.items():
        if fee < 0:
            net[asset] = net.get(asset, ZERO) - fee
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
