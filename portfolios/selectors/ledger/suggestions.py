"""Rows that look like the two halves of one transfer."""

from dataclasses import dataclass
from decimal import Decimal

from portfolios.accounting.core.matching import match_transfers
from portfolios.accounting.core.types import TransactionType
from portfolios.models import SUGGESTED_TRANSFER, Portfolio, ProblemDismissal, Transaction
from portfolios.selectors.ledger.ledger import entries_of, fiat_ids

SHOWN = 20
# The newest deposits and withdrawals that are looked through.
LOOKED_THROUGH = 4000


@dataclass(frozen=True, slots=True)
class SuggestedTransfer:
    """A withdrawal and its likely arrival; `lost` is what did not arrive."""

    withdrawal: Transaction
    deposit: Transaction
    lost: Decimal


def suggested_transfers(
    portfolio: Portfolio, *, dismissals: list[ProblemDismissal]
) -> tuple[list[SuggestedTransfer], int]:
    """The oldest that fit, and how many there are; three queries.

    A withdrawal that was dismissed as no transfer is left out.
    """
    kinds = (TransactionType.WITHDRAWAL, TransactionType.DEPOSIT)
    halves = portfolio.transactions.filter(type__in=kinds).order_by("-executed_at", "-pk")
    known = [one.transaction_id for one in dismissals if one.code == SUGGESTED_TRANSFER]
    entries = entries_of(halves.exclude(pk__in=known)[:LOOKED_THROUGH])
    matches = match_transfers(entries, fiat=fiat_ids())
    keys = {key for match in matches[:SHOWN] for key in (match.withdrawal.id, match.deposit.id)}
    rows = portfolio.transactions.with_assets().in_bulk(keys)
    shown = [
        SuggestedTransfer(rows[match.withdrawal.id], rows[match.deposit.id], match.lost)
        for match in matches[:SHOWN]
        if match.withdrawal.id in rows and match.deposit.id in rows
    ]
    return shown, len(matches)
