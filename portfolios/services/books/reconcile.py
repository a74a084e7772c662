"""Tells where the books do not add up, as a problem of the ledger like any other."""

from django.db import transaction

from portfolios.accounting.core.types import ProblemCode
from portfolios.models import LedgerProblem, Portfolio
from portfolios.selectors.books.reconciliation import stored_residuals


@transaction.atomic
def reconcile(portfolio: Portfolio) -> None:
    """Keep a problem for each identity that the stored books break, and no earlier one."""
    portfolio.ledgerproblems.filter(code=ProblemCode.DOES_NOT_ADD_UP).delete()
    LedgerProblem.objects.bulk_create(
        LedgerProblem(
            portfolio=portfolio, code=found.code, message=found.message,
            asset_id=found.asset, quantity=found.quantity,
        )
        for found in stored_residuals(portfolio)
    )  # fmt: skip
