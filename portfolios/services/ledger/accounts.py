"""Makes, changes and removes the accounts of a portfolio: its wallets and exchanges."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portfolios.models import Account, Portfolio
from portfolios.services.errors import Refused
from portfolios.services.locks import hold, hold_portfolio, in_one_go


@in_one_go
def create_account(portfolio: Portfolio, *, name: str, kind: str = "exchange") -> Account:
    """A new wallet or exchange. Raises `Refused` for a name that is empty or taken."""
    hold_portfolio(portfolio.pk)
    return _saved(Account(portfolio=portfolio), name=name, kind=kind)


@in_one_go
def change_account(account: Account, **changes) -> Account:
    """Rename an account or change its kind; its transactions stay where they are."""
    return _saved(hold(account, "portfolio"), **changes)


def _saved(account: Account, **columns) -> Account:
    if "name" in columns:
        columns["name"] = columns["name"].strip()
        if not columns["name"]:
            raise Refused({"name": [_("An account needs a name.")]})
    for name, value in columns.items():
        setattr(account, name, value)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        message = _("There is an account named {name} already.").format(name=account.name)
        raise Refused({"name": [message]}) from None
    return account


@in_one_go
def delete_account(account: Account) -> None:
    """Remove an account that no transaction uses."""
    account = hold(account, "portfolio")
    used = account.portfolio.transactions.in_account(account).exists()
    if used:
        raise Refused(_("The account has transactions: move or delete them first."))
    account.delete()
