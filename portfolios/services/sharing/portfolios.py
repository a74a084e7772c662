"""Makes, changes and removes portfolios."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from markets.models import Asset
from portfolios.models import Account, Portfolio, User
from portfolios.selectors.books.carried_gifts import carried_rows
from portfolios.services.books.basis import note_basis_change
from portfolios.services.books.books import ledger_changed, lock_books
from portfolios.services.books.gifts import tell_of_assets
from portfolios.services.locks import Gone, hold_portfolio, in_one_go

# What the books are made with: another value makes other books.
BOOK_FIELDS = {"currency", "time_zone", "method", "scope", "tracks_cash"}


@transaction.atomic
def create_portfolio(owner: User, *, name: str, currency: Asset, **settings) -> Portfolio:
    """A new, empty portfolio with one account, so that a first transaction has where to go."""
    portfolio = Portfolio.objects.create(owner=owner, name=name, currency=currency, **settings)
    Account.objects.create(portfolio=portfolio, name=pgettext("account", "Main"))
    return portfolio


@in_one_go
def change_portfolio(portfolio: Portfolio, *, user: User | None = None, **changes) -> Portfolio:
    """Change a portfolio's settings; the books are rebuilt where they depend on one.

    What another method or scope does to the figures is stored, to be shown.
    """
    stored = hold_portfolio(portfolio.pk)
    if BOOK_FIELDS & changes.keys():
        note_basis_change(stored, changes=changes, user=user)
    for name, value in changes.items():
        setattr(portfolio, name, value)
    portfolio.save(update_fields=list(changes))
    if BOOK_FIELDS & changes.keys():
        ledger_changed(portfolio)
    return portfolio


@in_one_go
def delete_portfolio(portfolio: Portfolio) -> None:
    """Remove a portfolio with all it holds, once nobody writes it or rebuilds its books."""
    lock_books(portfolio.pk)
    if not Portfolio.objects.select_for_update().filter(pk=portfolio.pk).exists():
        raise Gone(_("The portfolio was deleted in the meantime."))
    gifts = carried_rows(portfolio.owner_id).filter(portfolio=portfolio)
    assets = {pk for pair in gifts.values_list("sent_asset", "received_asset") for pk in pair}
    # Protected keys point from transactions to accounts: the rows go before their accounts.
    portfolio.transactions.all().delete()
    tell_of_assets(portfolio, assets - {None}, changed=ledger_changed)
    own = list(portfolio.own_assets.values_list("asset", flat=True))
    portfolio.delete()
    Asset.objects.filter(pk__in=own).delete()
