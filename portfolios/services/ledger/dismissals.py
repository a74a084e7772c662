"""Problems that people know: dismissed, and taken up again."""

from django.db import transaction
from django.utils.translation import gettext as _

from portfolios.accounting.core.types import ProblemCode
from portfolios.models import (
    ADJUSTED_PRICES,
    CONVERSION,
    SUGGESTED_TRANSFER,
    Portfolio,
    ProblemDismissal,
)
from portfolios.services.books.books import ledger_changed
from portfolios.services.errors import Refused
from portfolios.services.locks import hold_portfolio, in_one_go

# What does not add up stays listed until it does.
KNOWABLE = frozenset(ProblemCode) - {ProblemCode.DOES_NOT_ADD_UP}
CODES = frozenset({*(code.value for code in KNOWABLE), SUGGESTED_TRANSFER, CONVERSION})
# Found on read, by what is held: they name an asset and no row.
OF_ASSETS = frozenset({ProblemCode.UNKNOWN_ASSET.value, ProblemCode.STALE_PRICE.value, CONVERSION})


@in_one_go
def dismiss_problem(
    portfolio: Portfolio, *, code: str, user, transaction_id: int | None = None, asset=None
) -> ProblemDismissal:
    """Say that a problem is known; it stays so when the books are rebuilt.

    Raises `Refused` for what is no problem of the portfolio. Twice is the same as once.
    """
    hold_portfolio(portfolio.pk)
    if code not in CODES:
        raise Refused({"code": [_("There is no such kind of problem.")]})
    if code in OF_ASSETS:
        held = asset is not None and portfolio.positions.filter(asset=asset).exists()
        if not held or transaction_id is not None:
            raise Refused({"asset": [_("Name an asset that the portfolio holds, and no row.")]})
    elif not _stands(portfolio, code, transaction_id, asset):
        raise Refused(_("There is no such problem: it may have been fixed already."))
    dismissal, __ = ProblemDismissal.objects.get_or_create(
        portfolio=portfolio, code=code, transaction_id=transaction_id, asset=asset,
        defaults={"user": user},
    )  # fmt: skip
    return dismissal


def restore_problem(dismissal: ProblemDismissal) -> None:
    """Take a dismissal back: the problem is listed again.

    Of the choice that prices are adjusted, the books are rebuilt without it.
    """
    with transaction.atomic():
        portfolio, code = dismissal.portfolio, dismissal.code
        dismissal.delete()
        if code == ADJUSTED_PRICES:
            ledger_changed(portfolio)


def _stands(portfolio: Portfolio, code: str, transaction_id: int | None, asset) -> bool:
    if code == SUGGESTED_TRANSFER:
        rows = portfolio.transactions.filter(pk=transaction_id, type="withdrawal")
        return asset is None and rows.exists()
    key = None if asset is None else asset.pk
    return portfolio.ledgerproblems.about(code, transaction_id, key).exists()
