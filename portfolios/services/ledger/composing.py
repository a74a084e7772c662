"""Rows that a form composes, written together with the accounts that they name first."""

from collections.abc import Mapping

from django.db import transaction

from portfolios.models import Portfolio, Transaction
from portfolios.services.ledger.accounts import create_account
from portfolios.services.ledger.transactions import change_transaction, record_transaction
from portfolios.services.locks import in_one_go


@in_one_go
def compose_transaction(
    portfolio: Portfolio,
    *,
    user,
    columns: Mapping[str, object],
    new_accounts: Mapping[str, str],
    row: Transaction | None = None,
) -> Transaction:
    """Record a row, or change `row`; `new_accounts` names by column accounts to be made for it.

    An account of that name that is there already is taken. Raises `Refused`, and then neither the
    row nor an account is written.
    """
    # A row that is refused takes its accounts with it, also within a request's own transaction.
    with transaction.atomic():
        return _compose(portfolio, user=user, columns=columns, new_accounts=new_accounts, row=row)


def _compose(portfolio: Portfolio, *, user, columns, new_accounts, row) -> Transaction:
    accounts = {
        column: portfolio.accounts.filter(name__iexact=name).first()
        or create_account(portfolio, name=name)
        for column, name in new_accounts.items()
    }
    if row is None:
        return record_transaction(portfolio, user=user, **{**columns, **accounts})
    return change_transaction(row, user=user, **{**columns, **accounts})
