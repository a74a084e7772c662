"""All portfolios that a user sees, together in one currency: what Home and its API show."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count
from django.utils import timezone

from markets.models import USD, Asset
from markets.selectors.overview import CHANGE_DAYS, Overview, market_overview
from portfolios.models import Alert, LedgerProblem, Portfolio, User
from portfolios.selectors.alerts.notices import unseen_count
from portfolios.selectors.allocation.allocation import AllocationSlice
from portfolios.selectors.home.changes import Change, changes_of
from portfolios.selectors.home.holdings import HeldTogether, held_in, sum_of
from portfolios.selectors.home.income import IncomeTogether, income_of
from portfolios.selectors.home.levels import PlanStatus, plan_status
from portfolios.selectors.performance.performance import common_currency
from portfolios.selectors.performance.series import Series, series_of_all

ALERTS_SHOWN = 3
# The market's days may lag behind the calendar; its words compare the last with 30 days before.
MARKET_DAYS = CHANGE_DAYS + 15


@dataclass(frozen=True, slots=True)
class HomePortfolio:
    """One of the portfolios, in the currency of all; `problems` are those of its ledger."""

    portfolio: Portfolio
    value: Decimal
    change: Decimal
    change_share: Decimal | None
    problems: int


@dataclass(frozen=True, slots=True)
class Home:
    """`value` is None where the currency has no rate. `unpriced` are left out of every sum."""

    currency: Asset
    value: Decimal | None
    unpriced: list[str]
    portfolios: list[HomePortfolio]
    changes: list[Change]
    series: Series
    allocation: list[AllocationSlice]
    plan: PlanStatus
    income: IncomeTogether
    alerts: list[Alert]
    unseen_alerts: int
    market: Overview | None

    @property
    def problems(self) -> int:
        return sum(one.problems for one in self.portfolios)

    @property
    def behind(self) -> list[Portfolio]:
        """Those whose figures are not of their whole ledger yet."""
        return [one.portfolio for one in self.portfolios if not one.portfolio.books_are_current]


def portfolios_of(user: User) -> list[Portfolio]:
    """Own and shared ones; one query."""
    return list(Portfolio.objects.for_user(user).select_related("currency", "owner"))


def home_currency(user: User, portfolios: Sequence[Portfolio]) -> Asset:
    """The one that the user chose, else that of most of the portfolios."""
    return user.currency or common_currency(portfolios) or Asset.objects.get(slug=USD)


def home_of(user: User, portfolios: Sequence[Portfolio], *, currency: Asset) -> Home:
    """Everything at a glance; a constant number of queries for any number of portfolios."""
    held = held_in(portfolios, currency=currency)
    series = series_of_all(portfolios, currency=currency)
    known = [one for one in held if one.value is not None]
    unpriced = sorted({one.asset.symbol for one in held if one.value is None})
    return Home(
        currency=currency,
        value=sum_of(one.value for one in known) if known or not held else None,
        unpriced=unpriced,
        portfolios=_portfolios(portfolios, held),
        changes=changes_of(portfolios, held=held, series=series),
        series=series,
        allocation=_allocation(known),
        plan=plan_status(portfolios, held=held),
        income=income_of(portfolios, currency=currency, today=timezone.now().date()),
        alerts=list(
            Alert.objects.for_user(user)
            .select_related("asset", "portfolio", "trigger__currency")[:ALERTS_SHOWN]
        ),
        unseen_alerts=unseen_count(user),
        market=market_overview(days=MARKET_DAYS),
    )  # fmt: skip


def _portfolios(
    portfolios: Sequence[Portfolio], held: Sequence[HeldTogether]
) -> list[HomePortfolio]:
    counts = dict(
        LedgerProblem.objects.filter(portfolio__in=[portfolio.pk for portfolio in portfolios])
        .standing()
        .order_by()
        .values_list("portfolio_id")
        .annotate(count=Count("pk"))
    )
    by_portfolio: dict[int, list[HeldTogether]] = defaultdict(list)
    for one in held:
        by_portfolio[one.portfolio].append(one)
    found = []
    for portfolio in portfolios:
        rows = by_portfolio[portfolio.pk]
        value, ago = sum_of(one.value for one in rows), sum_of(one.ago for one in rows)
        share = (value - ago) / ago if ago > 0 else None
        found.append(
            HomePortfolio(portfolio, value, value - ago, share, counts.get(portfolio.pk, 0))
        )
    return sorted(found, key=lambda one: (-one.value, one.portfolio.pk))


def _allocation(known: Sequence[HeldTogether]) -> list[AllocationSlice]:
    """By asset, the largest first; what is owed takes no part of the whole."""
    values: dict[str, Decimal] = defaultdict(Decimal)
    symbols = {}
    for one in known:
        values[one.asset.slug] += one.value
        symbols[one.asset.slug] = one.asset.symbol
    positive = {slug: value for slug, value in values.items() if value > 0}
    whole = sum(positive.values())
    slices = [
        AllocationSlice(slug, symbols[slug], value, value / whole)
        for slug, value in positive.items()
    ]
    return sorted(slices, key=lambda part: (-part.value, part.name))
