"""Records a redenomination or a migration in the ledger of somebody who asks for it."""

from django.utils.translation import gettext as _

from markets.models import AssetEvent
from portfolios.accounting.core.types import TransactionType
from portfolios.models import Portfolio, Transaction
from portfolios.selectors.books.conversions import missing_conversions
from portfolios.services.errors import Refused
from portfolios.services.ledger.transactions import record_transactions
from portfolios.services.locks import hold_portfolio, in_one_go


@in_one_go
def record_conversion(portfolio: Portfolio, event: AssetEvent, *, user) -> list[Transaction]:
    """Add a split row to each account that holds old units, at the beginning of the event's day.

    As the books show it now: raises `Refused` where they are behind the ledger, or nothing of the
    event is left to record.
    """
    portfolio = hold_portfolio(portfolio.pk)
    if not portfolio.books_are_current:
        raise Refused(_("The figures are being brought up to date: look again in a moment."))
    found = [one for one in missing_conversions(portfolio, dismissals=()) if one.event == event]
    if not found:
        raise Refused(_("There is nothing to record of it: it may have been recorded already."))
    (conversion,) = found
    rows = [
        Transaction(
            type=TransactionType.SPLIT, account=part.account, executed_at=conversion.at,
            sent_asset=event.asset, sent_quantity=part.sent,
            received_asset=conversion.converted, received_quantity=part.received,
            note=event.note,
        )
        for part in conversion.parts
    ]  # fmt: skip
    return record_transactions(portfolio, rows, user=user)
