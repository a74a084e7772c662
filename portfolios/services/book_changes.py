"""What changed in a ledger since its books were made, so that only that is made again."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, QuerySet

from portfolios.accounting.types import TransactionType
from portfolios.models import LedgerChange, Portfolio, Transaction

# A change of more instants than this is cheaper to book as a whole.
MOST_INSTANTS = 60
TRADES = frozenset({TransactionType.BUY, TransactionType.SELL, TransactionType.SWAP})
_LEGS = ("sent_asset_id", "received_asset_id", "fee_asset_id")


@dataclass(frozen=True, slots=True)
class Touched:
    """What some rows touch: their keys, their instants, the assets of their legs.

    `trades_only`: all of them, before and after, are trades, whose money may not be tracked.
    """

    transactions: frozenset[int] = field(default_factory=frozenset)
    instants: frozenset[datetime] = field(default_factory=frozenset)
    assets: frozenset[int] = field(default_factory=frozenset)
    trades_only: bool = True

    def __or__(self, other: "Touched") -> "Touched":
        return Touched(
            self.transactions | other.transactions,
            self.instants | other.instants,
            self.assets | other.assets,
            self.trades_only and other.trades_only,
        )


def touched_by(rows: Iterable[Transaction]) -> Touched:
    """What these rows touch as they stand; a change touches what they were before, too."""
    rows = list(rows)
    legs = {getattr(row, leg) for row in rows for leg in _LEGS}
    return Touched(
        frozenset(row.pk for row in rows),
        frozenset(row.executed_at for row in rows),
        frozenset(legs - {None}),
        all(row.type in TRADES for row in rows),
    )


def touched_by_few(rows: QuerySet[Transaction]) -> Touched | None:
    """What some rows touch, or None where they are so many that everything may be."""
    few = list(rows.order_by()[: MOST_INSTANTS + 1])
    return touched_by(few) if len(few) <= MOST_INSTANTS else None


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
        change.trades_only = touched.trades_only
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
            change.trades_only,
        )
        known += 1
    missed = portfolio.ledger_version - portfolio.books_version
    return merged if known == missed and len(merged.instants) <= MOST_INSTANTS else None


def forget_changes(portfolio: Portfolio) -> None:
    """Drop what the books, as made for the portfolio's count, now hold."""
    portfolio.ledger_changes.filter(version__lte=portfolio.ledger_version).delete()
