"""What a share link opens, and what its page shows: nothing but what the link allows is read out.

Of the portfolio's accounts, notes, transactions, costs, exit levels and people a visitor sees
nothing. Where a link shows weights only, every figure is the same for any size of portfolio.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from markets.analytics.charts.chart import Chart
from markets.analytics.charts.periods import Period
from portfolios.models import Portfolio, ShareLink
from portfolios.selectors.allocation.allocation import AllocationSlice, allocation_of
from portfolios.selectors.books.holdings import HeldAsset, Holding, Holdings, holdings_of
from portfolios.selectors.performance.charts import return_chart, value_chart_of
from portfolios.selectors.performance.performance import performance_of
from portfolios.selectors.performance.series import Series, series_of


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of the value, as a fraction of it."""

    name: str
    weight: Decimal


@dataclass(frozen=True, slots=True)
class SharedPosition:
    """A position; `price` is None where the asset has none, `amounts` where weights are shown."""

    asset: HeldAsset
    price: Decimal | None
    change_24h: float | None
    weight: Decimal | None
    amounts: "PositionAmounts | None"


@dataclass(frozen=True, slots=True)
class PositionAmounts:
    """`value` is in the portfolio's currency, None without a price."""

    quantity: Decimal
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class SharedAmounts:
    """The whole portfolio in its currency, now and on each day."""

    value: Decimal
    change_24h: Decimal
    chart: Chart


@dataclass(frozen=True, slots=True)
class SharedPortfolio:
    """A portfolio as its link shows it; `amounts` is None where that is weights only."""

    name: str
    currency: str
    change_24h_share: Decimal | None
    positions: Sequence[SharedPosition]
    parts: Mapping[str, Sequence[Part]]
    chart: Chart
    as_of: datetime | None
    amounts: SharedAmounts | None


def opened_link(key: str) -> ShareLink | None:
    """The link that a key opens; None alike where it is unknown, expired or revoked. One query."""
    links = ShareLink.objects.usable().filter(portfolio__owner__is_active=True)
    related = ("portfolio__currency", "portfolio__books_currency")
    link = links.select_related(*related).filter(digest=ShareLink.digest_of(key)).first()
    # The index has found it by its digest; the comparison in constant time decides.
    return link if link is not None and link.matches(key) else None


def shared_portfolio(link: ShareLink, *, period: Period) -> SharedPortfolio:
    """What the link shows over a period; a constant number of queries at any size."""
    portfolio = link.portfolio
    holdings, series = holdings_of(portfolio), series_of(portfolio)
    shows_amounts = link.detail == ShareLink.Detail.AMOUNTS
    return SharedPortfolio(
        name=portfolio.name,
        currency=portfolio.figures_currency.symbol,
        change_24h_share=holdings.change_24h_share,
        positions=[_position(row, shows_amounts=shows_amounts) for row in holdings.open],
        parts=_parts(portfolio, holdings),
        chart=return_chart(performance_of(series, period=period)),
        as_of=max((row.as_of for row in holdings.open if row.as_of), default=None),
        amounts=_amounts(holdings, series, period=period) if shows_amounts else None,
    )


def _position(row: Holding, *, shows_amounts: bool) -> SharedPosition:
    return SharedPosition(
        asset=row.asset,
        price=row.price,
        change_24h=row.change_24h,
        weight=row.weight,
        amounts=PositionAmounts(row.quantity, row.value) if shows_amounts else None,
    )


def _parts(portfolio: Portfolio, holdings: Holdings) -> dict[str, list[Part]]:
    """By asset, category, cap tier and kind; not by account, whose names are the owner's."""
    found = allocation_of(portfolio, holdings=holdings)
    sides: dict[str, Sequence[AllocationSlice]] = {
        _("By asset"): found.by_asset,
        _("By category"): found.by_category,
        _("By cap tier"): found.by_tier,
        _("By kind"): found.by_kind,
    }
    return {side: [Part(one.name, one.weight) for one in slices] for side, slices in sides.items()}


def _amounts(holdings: Holdings, series: Series, *, period: Period) -> SharedAmounts:
    """The chart has values alone: what was put in and when would tell of transactions."""
    chart = value_chart_of(series.days, period=period, symbol=series.currency.symbol)
    return SharedAmounts(holdings.value, holdings.change_24h, chart.only("value"))
