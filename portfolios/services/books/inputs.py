"""What books are made from, read from the database: rows, prices, names."""

from collections.abc import Container, Iterable
from datetime import date, datetime, timedelta

from django.db.models import Max, Min, Q
from django.utils import timezone

from markets.models import USD, Asset
from portfolios.accounting.booking.books import build_books
from portfolios.accounting.core.policy import Policy
from portfolios.accounting.core.records import Books
from portfolios.accounting.core.types import LEGS, Method, Scope, TransactionType
from portfolios.accounting.order.ordering import Standing
from portfolios.accounting.prices.prices import Prices
from portfolios.accounting.prices.split_prices import UnadjustedPrices, splits_of
from portfolios.models import ADJUSTED_PRICES, Portfolio
from portfolios.selectors.books.carried_gifts import carried_gifts
from portfolios.selectors.ledger.ledger import entries_of, fiat_ids, ledger_entries
from portfolios.selectors.ledger.prices import LedgerPrices

_ONE_DAY = timedelta(days=1)


class NamedKey(int):
    """A primary key that is written as the thing's name, for messages of the accounting."""

    name: str

    def __new__(cls, pk: int, name: str):
        key = super().__new__(cls, pk)
        key.name = name
        return key

    def __str__(self) -> str:
        return self.name


def book_rows_of(
    portfolio: Portfolio,
    *,
    names: dict[int, NamedKey],
    prices: Prices,
    today: date,
    only_rows: Q | None = None,
    only: Container[int] | None = None,
    standing: Standing | None = None,
    on_progress=None,
) -> Books:
    """Book the ledger, or the rows that `only_rows` leaves, with the portfolio's settings.

    `only` names the coins whose lots are asked for, and `standing` the order in which rows of one
    instant stand booked. `on_progress` gets the share of rows that are booked, from time to time.
    """
    return build_books(
        list(
            ledger_entries(
                portfolio, keys=names, accounts=account_names(portfolio), only_rows=only_rows
            )
        ),
        prices=prices,
        policy=policy_of(portfolio, today=today),
        validated=True,
        only=only,
        standing=standing,
        on_progress=on_progress,
        gifts=carried_gifts(portfolio, keys=names),
        doubt_prices=True,
    )


def policy_of(portfolio: Portfolio, *, today: date) -> Policy:
    """How the portfolio's books are computed, as of its day `today`."""
    return Policy(
        currency=NamedKey(portfolio.currency_id, portfolio.currency.symbol),
        fiat=fiat_ids(),
        method=Method(portfolio.method),
        scope=Scope(portfolio.scope),
        track_cash=portfolio.tracks_cash,
        tz=portfolio.zone,
        as_of=today,
    )


def local_today(portfolio: Portfolio, *, now: datetime | None = None) -> date:
    """The day that it is in the portfolio's time zone."""
    return (now or timezone.now()).astimezone(portfolio.zone).date()


def names_of(asset_ids: Iterable[int]) -> dict[int, NamedKey]:
    """Keys of assets that say the assets' symbols."""
    found = Asset.objects.filter(pk__in=set(asset_ids)).values_list("pk", "symbol")
    return {pk: NamedKey(pk, symbol) for pk, symbol in found}


def account_names(portfolio: Portfolio) -> dict[int, NamedKey]:
    """Keys of a portfolio's accounts that say the accounts' names."""
    return {pk: NamedKey(pk, name) for pk, name in portfolio.accounts.values_list("pk", "name")}


def assets_used(portfolio: Portfolio, *, only_rows: Q | None = None) -> set[int]:
    """Every asset that a leg or a net worth of some row names."""
    rows = portfolio.transactions.order_by()
    if only_rows is not None:
        rows = rows.filter(only_rows)
    used = set()
    for leg in LEGS:
        used |= set(rows.values_list(f"{leg}_asset", flat=True).distinct())
    return used - {None}


def prices_for(portfolio: Portfolio, assets: Iterable[int], *, first: date, last: date) -> Prices:
    """Prices of the assets and the portfolio's currency over some days."""
    usd = NamedKey(Asset.objects.only("pk").get(slug=USD).pk, "USD")
    prices = LedgerPrices({*assets, portfolio.currency_id}, first=first, last=last, usd=usd)
    adjusted = adjusted_assets(portfolio)
    if not adjusted:
        return prices
    rows = entries_of(portfolio.transactions.filter(type=TransactionType.SPLIT).order_by())
    events = splits_of(rows, local_day=lambda at: at.astimezone(portfolio.zone).date())
    return UnadjustedPrices(prices, events, assets=adjusted)


def adjusted_assets(portfolio: Portfolio) -> frozenset[int]:
    """Assets of which somebody said that their prices are adjusted for the ledger's splits."""
    choices = portfolio.dismissals.filter(code=ADJUSTED_PRICES)
    return frozenset(choices.order_by().values_list("asset", flat=True))


def ledger_span(portfolio: Portfolio, *, today: date) -> tuple[date, date]:
    """From the day before the first row (time zones) to today, or the day after the last row."""
    ends = portfolio.transactions.aggregate(first=Min("executed_at"), last=Max("executed_at"))
    if ends["first"] is None:
        return today, today
    return ends["first"].date() - _ONE_DAY, max(today, ends["last"].date() + _ONE_DAY)
