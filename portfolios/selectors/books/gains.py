"""Realised gains: by year of the portfolio's time zone, and the disposals behind them."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from markets.models import Asset
from markets.numbers import ZERO
from portfolios.models import Account, Portfolio
from portfolios.selectors.books.cache import cached_with_books

NO_TERM = "none"
# Sort key → heading and field.
COLUMNS = {
    "disposed": (_("Disposed"), "disposed_at"),
    "acquired": (_("Acquired"), "acquired_at"),
    "asset": (_("Asset"), "asset__symbol"),
    "quantity": (_("Quantity"), "quantity"),
    "proceeds": (_("Proceeds"), "proceeds"),
    "cost": (_("Cost"), "cost"),
    "gain": (_("Gain"), "gain"),
    "term": (pgettext_lazy("term", "Term"), "term"),
}
NEWEST_FIRST = "-disposed"


@dataclass(frozen=True, slots=True)
class Gains:
    """Sums over some disposals, in the portfolio's currency: gain = proceeds − cost.

    The gain is short + long + no_term; money, and what lacks a date, has no term.
    """

    count: int = 0
    proceeds: Decimal = ZERO
    cost: Decimal = ZERO
    gain: Decimal = ZERO
    short: Decimal = ZERO
    long: Decimal = ZERO
    no_term: Decimal = ZERO

    def __add__(self, other: "Gains") -> "Gains":
        names = [field.name for field in fields(Gains)]
        return Gains(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True, slots=True)
class DisposalFilter:
    """What a list of disposals is filtered by; an empty field lets every row through."""

    year: int | None = None
    asset: Asset | None = None
    account: Account | None = None
    term: str = ""


def gains_by_year(portfolio: Portfolio) -> dict[int, Gains]:
    """Sums of each year with a disposal, the newest first; one query a swap of the books."""
    name = f"gains:{portfolio.time_zone}"
    return cached_with_books(portfolio, name, lambda: _gains_by_year(portfolio), records=(Gains,))


def _gains_by_year(portfolio: Portfolio) -> dict[int, Gains]:
    rows = (
        portfolio.disposals.order_by()
        .annotate(year=ExtractYear("disposed_at", tzinfo=portfolio.zone))
        .values("year", "term")
        .annotate(**_SUMS)
        .values_list("year", "term", *_SUMS)
    )
    years: dict[int, Gains] = {}
    for year, term, *sums in rows:
        years[year] = years.get(year, Gains()) + _of_term(term, sums)
    return dict(sorted(years.items(), reverse=True))


def gains_of(disposals: QuerySet) -> Gains:
    """Sums over a list of disposals; one query."""
    rows = disposals.order_by().values("term").annotate(**_SUMS).values_list("term", *_SUMS)
    return sum((_of_term(term, sums) for term, *sums in rows), Gains())


# The names must not hide the columns that they sum.
_SUMS = {
    "disposals": Count("pk"),
    "total_proceeds": Sum("proceeds"),
    "total_cost": Sum("cost"),
    "total_gain": Sum("gain"),
}


def _of_term(term: str, sums: list) -> Gains:
    count, proceeds, cost, gain = sums
    return Gains(count, proceeds, cost, gain, **{term or "no_term": gain})


def disposals_of(
    portfolio: Portfolio, *, only_rows: DisposalFilter | None = None, sort: str = NEWEST_FIRST
) -> QuerySet:
    """Disposals with their asset and account, by a column of `COLUMNS` (−: falling)."""
    only_rows = only_rows or DisposalFilter()
    rows = portfolio.disposals.select_related("asset", "account")
    if only_rows.year:
        first, last = year_bounds(only_rows.year, portfolio.zone)
        rows = rows.filter(disposed_at__gte=first, disposed_at__lt=last)
    if only_rows.asset:
        rows = rows.filter(asset=only_rows.asset)
    if only_rows.account:
        rows = rows.filter(account=only_rows.account)
    if only_rows.term:
        rows = rows.filter(term="" if only_rows.term == NO_TERM else only_rows.term)
    return rows.order_by(*_ordering(sort))


def _ordering(sort: str) -> list:
    name, falling = sort.removeprefix("-"), sort.startswith("-")
    if name not in COLUMNS:
        name, falling = "disposed", True
    column, key = F(COLUMNS[name][1]), F("pk")
    # Said of a column without nulls it would keep the database from reading along an index.
    nulls = {"nulls_last": True} if name == "acquired" else {}
    return [column.desc(**nulls), key.desc()] if falling else [column.asc(**nulls), key.asc()]


def year_bounds(year: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants at which a year begins and ends in a time zone."""
    first, last = (datetime(number, 1, 1, tzinfo=zone) for number in (year, year + 1))
    return first.astimezone(UTC), last.astimezone(UTC)
