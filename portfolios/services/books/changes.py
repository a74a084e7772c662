"""What changed in a ledger since its books were built, so that only that is rebuilt."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, QuerySet

from portfolios.accounting.core.types import MOVING_LEGS, TRADES
from portfolios.models import LedgerChange, Portfolio, Transaction
from portfolios.selectors.ledger.ledger import fiat_ids

# A change of more instants than this is cheaper to book as a whole.
MOST_INSTANTS = 60


@dataclass(frozen=True, slots=True)
class Touched:
    """What some rows touch: their keys, their instants, the assets that they move."""

    transactions: frozenset[int] = field(default_factory=frozenset)
    instants: frozenset[datetime] = field(default_factory=frozenset)
    assets: frozenset[int] = field(default_factory=frozenset)

    def __or__(self, other: "Touched") -> "Touched":
        return Touched(
            self.transactions | other.transactions,
            self.instants | other.instants,
            self.assets | other.assets,
        )


def touched_by(rows: Iterable[Transaction], *, tracks_cash: bool) -> Touched:
    """What these rows touch as they stand; a change touches what they were before, too.

    Where money is not tracked, the money of a purchase or a sale is in no lot, balance or series.
    """
    rows, fiat = list(rows), fiat_ids()
    assets: set[int] = set()
    for row in rows:
        legs = {getattr(row, f"{leg}_asset_id") for leg in MOVING_LEGS} - {None}
        passes = row.type in TRADES and not tracks_cash and not _is_exchange(row, fiat)
        assets |= legs - fiat if passes else legs
    return Touched(
        frozenset(row.pk for row in rows),
        frozenset(row.executed_at for row in rows),
        frozenset(assets),
    )


def _is_exchange(row: Transaction, fiat: frozenset[int]) -> bool:
    """Whether a trade gives money for money: then its fee is the currency's."""
    return row.sent_asset_id in fiat and row.received_asset_id in fiat


def touched_by_few(rows: QuerySet[Transaction], *, tracks_cash: bool) -> Touched | None:
    """What some rows touch, or None where they are so many that everything may be."""
    few = list(rows.order_by()[: MOST_INSTANTS + 1])
    return touched_by(few, tracks_cash=tracks_cash) if len(few) <= MOST_INSTANTS else None


def count_change(portfolio: Portfolio, touched: Touched | None) -> None:
    """Count a change of the ledger and keep what it touched; None: everything.

    The count's row stays locked until the caller's transaction ends, so changes are in order.
    """
    if touched is not None and len(touched.instants) > MOST_INSTANTS:
        touched = None
    counted = Portfolio.objects.filter(pk=portfolio.pk)
    counted.update(ledger_version=F("ledger_version") + 1)
    change = LedgerChange(
        portfolio_id=portfolio.pk, version=counted.values_list("ledger_version", flat=True).get()
    )
    if touched is not None:
        change.transactions = sorted(touched.transactions)
        change.instants = sorted(touched.instants)
        change.assets = sorted(touched.assets)
    change.save(force_insert=True)


def pending_change(portfolio: Portfolio) -> Touched | None:
    """What the books of a portfolio miss; None where that is, or may be, everything."""
    if not portfolio.books_version:
        return None
    changes = portfolio.ledger_changes.filter(
        version__gt=portfolio.books_version, version__lte=portfolio.ledger_version
    )
    merged, known = Touched(), 0
    for change in changes:
        if change.assets is None:
            return None
        merged |= Touched(
            frozenset(change.transactions),
            frozenset(change.instants),
            frozenset(change.assets),
        )
        known += 1
    missed = portfolio.ledger_version - portfolio.books_version
    return merged if known == missed and len(merged.instants) <= MOST_INSTANTS else None


def forget_changes(portfolio: Portfolio) -> None:
    """Drop what the books, as made for the portfolio's count, now hold."""
    portfolio.ledger_changes.filter(version__lte=portfolio.ledger_version).delete()
