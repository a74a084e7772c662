"""Series of a part of a portfolio: one asset, one account or one category of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from markets.models import USD, Asset, Category, Quote
from markets.numbers import ZERO, exact_decimal
from portfolios.accounting.prices.valuation import DailyValue, changes_by_asset, values_of_units
from portfolios.models import Account, HoldingSeries, Portfolio
from portfolios.selectors.books.holdings import currency_rate
from portfolios.selectors.ledger.prices import LedgerPrices
from portfolios.selectors.performance.series import Series, Source, series_from

KINDS = ("asset", "account", "category")
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slice:
    """A part: `kind` is one of KINDS, `key` what the query names it by."""

    kind: str
    key: str
    name: str
    holdings: Q


def slice_of(portfolio: Portfolio, query: Mapping[str, str]) -> Slice | None:
    """The part that a query asks for, None for the whole.

    Raises LookupError for what the portfolio never held, or has no account of.
    """
    named = [kind for kind in KINDS if query.get(kind)]
    if not named:
        return None
    kind, key = named[0], query[named[0]]
    if len(named) > 1:
        raise LookupError("Ask for one asset, one account or one category.")
    found = _FINDERS[kind](portfolio, key)
    if found is None or not portfolio.holding_series.filter(found.holdings).exists():
        raise LookupError(f"The portfolio never held anything of this {kind}.")
    return found


def _asset(portfolio: Portfolio, key: str) -> Slice | None:
    asset = Asset.objects.filter(slug=key).first()
    return asset and Slice("asset", key, asset.name, Q(asset=asset))


def _account(portfolio: Portfolio, key: str) -> Slice | None:
    accounts = portfolio.accounts.filter(pk=key) if key.isdecimal() and len(key) < 19 else ()
    account: Account | None = next(iter(accounts), None)
    return account and Slice("account", key, account.name, Q(account=account))


def _category(portfolio: Portfolio, key: str) -> Slice | None:
    category = Category.objects.filter(slug=key).first()
    return category and Slice("category", key, category.name, Q(asset__categories=category))


_FINDERS = {"asset": _asset, "account": _account, "category": _category}


def series_of_slice(portfolio: Portfolio, part: Slice, *, currency: Asset | None = None) -> Series:
    """A part's series in the portfolio's currency, or converted at each day's rate.

    Its flow on a day is what was put into its holdings less what was taken out, as the rows
    valued it, and for an account also what came from other accounts less what went there, at
    the day's prices; above 0 it is an inflow at the start of the day, below an outflow at its end.
    """
    own = portfolio.figures_currency
    rows = portfolio.holding_series.filter(part.holdings).order_by("asset_id", "account_id")
    last = portfolio.dailyvalues.order_by("-day").values_list("day", flat=True).first()
    if last is None:
        return Series(currency or own, ())
    days, units = _days(portfolio, rows, last=last, with_moves=part.kind == "account")
    source = Source(own, days, _worth(portfolio, units))
    return series_from([source] if days else [], currency=currency or own)


def _days(
    portfolio: Portfolio, rows: QuerySet[HoldingSeries], *, last: date, with_moves: bool
) -> tuple[list[DailyValue], dict[int, Decimal]]:
    """Every day from the first change on, and the units of each asset at the end."""
    changes: dict[tuple[int, int], dict[date, Decimal]] = {}
    flows: dict[date, Decimal] = {}
    held: dict[int, Decimal] = {}
    columns = ("account_id", "asset_id", "days", "units", "capital", "moved")
    for account, asset, days, units, capital, moved in rows.values_list(*columns):
        before, steps = ZERO, changes.setdefault((account, asset), {})
        for day, now, put_in, came in zip(days, units, capital, moved, strict=True):
            steps[day], before = now - before, now
            flow = put_in + came if with_moves else put_in
            flows[day] = flows.get(day, ZERO) + flow
        held[asset] = held.get(asset, ZERO) + before
    first = min((day for day in flows if day <= last), default=None)
    if first is None:
        return [], held
    usd = Asset.objects.only("pk").get(slug=USD).pk
    currency = portfolio.figures_currency.pk
    prices = LedgerPrices({*held, currency}, first=first, last=last, usd=usd)
    values = values_of_units(
        changes_by_asset(changes), prices=prices, currency=currency, first=first, last=last
    )
    found = []
    for place, value in enumerate(values):
        flow = flows.get(first + place * _ONE_DAY, ZERO)
        found.append(DailyValue(first + place * _ONE_DAY, value, max(flow, ZERO), max(-flow, ZERO)))
    return found, held


def _worth(portfolio: Portfolio, held: dict[int, Decimal]) -> Decimal | None:
    """What the units are worth at the latest quotes; None where one is missing."""
    open_units = {asset: units for asset, units in held.items() if units}
    quotes = dict(Quote.objects.filter(asset__in=open_units).values_list("asset_id", "price"))
    worthless = Asset.objects.filter(pk__in=open_units, is_worthless=True)
    quotes |= dict.fromkeys(worthless.values_list("pk", flat=True), 0.0)
    dollars = Asset.objects.only("pk").get(slug=USD).pk
    quotes.setdefault(dollars, 1.0)
    rate = currency_rate(portfolio.figures_currency)
    if not rate or open_units.keys() - quotes.keys():
        return None
    worth = (units * exact_decimal(quotes[asset]) for asset, units in open_units.items())
    return sum(worth, ZERO) / rate
