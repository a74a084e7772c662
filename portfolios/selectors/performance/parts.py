"""What each part of a portfolio did over a period, all parts at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db import connection

from markets.models import Asset, Quote
from markets.postgres.statements import statement
from markets.selectors import usd_prices
from portfolios.models import Portfolio
from portfolios.selectors.books.categories import categories_of
from portfolios.selectors.performance.series import Series

_EPOCH = date(1970, 1, 1)

_HOLDINGS = statement(__file__, "holdings")


@dataclass(frozen=True, slots=True)
class PartReturn:
    """One part over a period; money in the series' currency, `twr` a fraction."""

    key: str
    name: str
    value: float
    net_flow: float
    profit: float
    twr: float


@dataclass(frozen=True, slots=True)
class Holding:
    account: int
    asset: int
    values: np.ndarray
    capital: np.ndarray
    moved: np.ndarray


def parts_of(portfolio: Portfolio, series: Series, *, by: str, first: date) -> list[PartReturn]:
    """Every asset, account or category over the series' days from `first` on.

    By profit, the best first. Assets' and accounts' profits add up to the whole's; an asset in
    several categories counts in each. `series` is the portfolio's own.
    """
    if not series.days:
        return []
    holdings = list(holding_values([portfolio], series))
    names = _names(portfolio, holdings, by=by)
    return _parts(holdings, names, by=by, start=_place(series, first))


def assets_over(
    portfolios: Sequence[Portfolio], series: Series, *, firsts: Sequence[date]
) -> list[list[PartReturn]]:
    """Every asset over all these portfolios, for each first day; their number adds no query.

    `series` is the sum of theirs.
    """
    if not series.days:
        return [[] for _ in firsts]
    holdings = list(holding_values(portfolios, series))
    names = _asset_names({holding.asset for holding in holdings})
    return [
        _parts(holdings, names, by="asset", start=max(0, _place(series, first))) for first in firsts
    ]


def positions_over(
    portfolio: Portfolio, series: Series, *, first: date, by_account: bool
) -> dict[tuple[int | None, int], PartReturn]:
    """What each asset did from `first` on, by (None, asset), or in each account that held it.

    `series` is the portfolio's own; of an account, units that it moved are flows.
    """
    grouped: dict[tuple[int | None, int], list[Holding]] = defaultdict(list)
    for holding in holding_values([portfolio], series) if series.days else ():
        grouped[holding.account if by_account else None, holding.asset].append(holding)
    start = _place(series, first)
    return {
        key: _part("", "", members, start=start, with_moves=by_account)
        for key, members in grouped.items()
    }


def _place(series: Series, day: date) -> int:
    return (day - series.days[0].day).days


def _parts(
    holdings: list[Holding], names: dict[int, list[tuple]], *, by: str, start: int
) -> list[PartReturn]:
    grouped: dict[tuple[str, str], list[Holding]] = defaultdict(list)
    for holding in holdings:
        for name in names.get(holding.account if by == "account" else holding.asset, ()):
            grouped[name].append(holding)
    parts = [
        _part(key, name, members, start=start, with_moves=by == "account")
        for (key, name), members in grouped.items()
    ]
    shown = [part for part in parts if part.value or part.profit or part.net_flow]
    return sorted(shown, key=lambda part: (-part.profit, part.name))


def _part(
    key: str, name: str, members: list[Holding], *, start: int, with_moves: bool
) -> PartReturn:
    values = sum(member.values for member in members)
    flows = sum(member.capital for member in members)
    if with_moves:
        flows = flows + sum(member.moved for member in members)
    before = np.concatenate(([0.0], values[:-1]))
    invested = before + np.maximum(flows, 0)
    worth = values + np.maximum(-flows, 0)
    some = invested > 0
    growth = np.where(some, worth / np.where(some, invested, 1), 1.0)[start:]
    net_flow = float(flows[start:].sum())
    profit = float(values[-1] - before[start] - net_flow)
    return PartReturn(key, name, float(values[-1]), net_flow, profit, float(growth.prod() - 1))


def holding_values(portfolios: Sequence[Portfolio], series: Series) -> Iterable[Holding]:
    """Every holding's value, capital and moves on each day of the series, in its currency."""
    first, length = series.days[0].day, len(series.days)
    days = [first + timedelta(days=number) for number in range(length)]
    own = {portfolio.pk: portfolio.figures_currency.pk for portfolio in portfolios}
    with connection.cursor() as cursor:
        cursor.execute(_HOLDINGS, {"portfolios": list(own)})
        rows = cursor.fetchall()
    prices = asset_prices(series, {row[2] for row in rows} | set(own.values()), days)
    for portfolio, account, asset, on, units, capital, moved in rows:
        places = np.array(on, dtype=np.int64) - (first - _EPOCH).days
        known = places < length
        places = np.maximum(places[known], 0)
        held, flows = np.zeros(length), np.zeros((2, length))
        held[places] = np.array(units)[known]
        marks = np.zeros(length, dtype=np.int64)
        marks[places] = places
        held = held[np.maximum.accumulate(marks)]
        np.add.at(flows[0], places, np.array(capital)[known])
        np.add.at(flows[1], places, np.array(moved)[known])
        values = np.where(held == 0, 0.0, held * np.nan_to_num(prices[asset]))
        rates = np.nan_to_num(prices[own[portfolio]])
        yield Holding(account, asset, values, *(flows * rates))


def asset_prices(series: Series, assets: set[int], days: list[date]) -> dict[int, np.ndarray]:
    """Prices in the series' currency; where the series is live, the last day's are the quotes."""
    currency = series.currency
    usd = Asset.objects.only("pk").get(slug="usd").pk
    prices = usd_prices({*assets, currency.pk}, days)
    if series.is_live:
        quotes = Quote.objects.filter(asset__in=prices).values_list("asset_id", "price")
        for asset, price in quotes:
            prices[asset][-1] = price
    prices[usd] = np.ones(len(days))
    rate = prices[currency.pk]
    return {asset: prices[asset] / rate for asset in assets}


def _names(portfolio: Portfolio, holdings: list[Holding], *, by: str) -> dict[int, list[tuple]]:
    """Account or asset → (key, name) of each part that it belongs to."""
    if by == "account":
        accounts = portfolio.accounts.values_list("pk", "name")
        return {pk: [(str(pk), name)] for pk, name in accounts}
    assets = {holding.asset for holding in holdings}
    if by == "asset":
        return _asset_names(assets)
    return categories_of(assets)


def _asset_names(assets: set[int]) -> dict[int, list[tuple]]:
    found = Asset.objects.filter(pk__in=assets).values_list("pk", "slug", "name")
    return {pk: [(slug, name)] for pk, slug, name in found}
