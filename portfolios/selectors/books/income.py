"""Rewards at their value when they came, and fees: by year, month, type and asset."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, ExtractYear, TruncMonth

from markets.analytics.charts.bars import Step, months_between, seconds_of
from markets.analytics.charts.chart import MONEY_DIGITS, Chart
from markets.analytics.charts.periods import Period
from markets.models import Asset
from markets.numbers import ZERO
from portfolios.accounting.core.types import TransactionType
from portfolios.models import Portfolio
from portfolios.selectors.books.cache import cached_with_books

MONTHS_SHOWN = 24


@dataclass(frozen=True, slots=True)
class IncomeFilter:
    """What lists of rewards and fees are narrowed to; `type` says nothing of fees."""

    year: int | None = None
    asset: Asset | None = None
    type: str = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """Income and fees of one year, month, type or asset, in the portfolio's currency."""

    name: str
    income: Decimal = ZERO
    fees_in_cost: Decimal = ZERO
    fees_apart: Decimal = ZERO
    rows: int = 0
    key: str = ""

    @property
    def fees(self) -> Decimal:
        return self.fees_in_cost + self.fees_apart


def incomes_of(portfolio: Portfolio, *, only_rows: IncomeFilter | None = None) -> QuerySet:
    """Rewards, newest first; days are those of the portfolio's time zone."""
    only_rows = only_rows or IncomeFilter()
    rows = _narrowed(portfolio.incomes.all(), only_rows)
    return rows.filter(type=only_rows.type) if only_rows.type else rows


def fees_of(portfolio: Portfolio, *, only_rows: IncomeFilter | None = None) -> QuerySet:
    """Fees, newest first."""
    return _narrowed(portfolio.fees.all(), only_rows or IncomeFilter())


def _narrowed(rows: QuerySet, only_rows: IncomeFilter) -> QuerySet:
    if only_rows.year:
        span = date(only_rows.year, 1, 1), date(only_rows.year, 12, 31)
        rows = rows.filter(day__range=span)
    if only_rows.asset:
        rows = rows.filter(asset=only_rows.asset)
    return rows.select_related("asset", "account").order_by("-at", "-pk")


def sums_of(incomes: QuerySet, fees: QuerySet) -> Sums:
    """What the rows add up to; two queries."""
    earned = incomes.aggregate(total=_total(), rows=Count("pk"))
    paid = fees.aggregate(inside=_total(Q(in_cost=True)), apart=_total(Q(in_cost=False)))
    return Sums("", earned["total"], paid["inside"], paid["apart"], earned["rows"])


@dataclass(frozen=True, slots=True)
class Summary:
    """The same rows added up as a whole, by month, by type of reward and by asset."""

    whole: Sums
    months: list[Sums]
    types: list[Sums]
    assets: list[Sums]


def summary_of(portfolio: Portfolio, *, only_rows: IncomeFilter) -> Summary:
    """Seven queries, once a swap of the books."""

    def make() -> Summary:
        incomes, fees = (
            incomes_of(portfolio, only_rows=only_rows),
            fees_of(portfolio, only_rows=only_rows),
        )
        return Summary(
            whole=sums_of(incomes, fees),
            months=by_month(incomes, fees),
            types=by_type(incomes),
            assets=by_asset(incomes, fees),
        )

    asset = only_rows.asset.pk if only_rows.asset else ""
    return cached_with_books(
        portfolio,
        f"income:{only_rows.year}:{asset}:{only_rows.type}",
        make,
        records=(Summary, Sums),
    )


def by_year(portfolio: Portfolio) -> list[Sums]:
    """Every year with income or a fee, the newest first; two queries a swap of the books."""

    def make() -> list[Sums]:
        return _joined(
            portfolio.incomes.annotate(part=ExtractYear("day")),
            portfolio.fees.annotate(part=ExtractYear("day")),
            name=str,
        )

    return cached_with_books(portfolio, "income-by-year", make, records=(Sums,))


def by_month(incomes: QuerySet, fees: QuerySet) -> list[Sums]:
    """The newest months with income or a fee; two queries."""
    months = _joined(
        incomes.annotate(part=TruncMonth("day")),
        fees.annotate(part=TruncMonth("day")),
        name=lambda month: f"{month:%Y-%m}",
    )
    return months[:MONTHS_SHOWN]


def months_chart(months: Sequence[Sums], *, currency: str) -> Chart:
    """Income and fees of each month from the oldest of those given to the newest, for a chart."""
    found = {date.fromisoformat(f"{sums.name}-01"): sums for sums in months}
    first, last = min(found, default=None), max(found, default=None)
    days = [] if first is None else months_between(first, last)
    rows = [found.get(day, Sums("")) for day in days]
    columns = {"income": [row.income for row in rows], "fees": [row.fees for row in rows]}
    return Chart(
        period=Period.CUSTOM,
        step=Step.MONTH,
        time=seconds_of(days),
        series={name: np.array(values, dtype=float) for name, values in columns.items()},
        currency=currency,
        digits=dict.fromkeys(columns, MONEY_DIGITS),
    )


def by_type(incomes: QuerySet) -> list[Sums]:
    """Income by type of reward, the largest first; one query."""
    rows = incomes.order_by().values("type").annotate(total=_total(), rows=Count("pk"))
    named = [
        Sums(TransactionType(row["type"]).replace("_", " ").capitalize(), row["total"],
             rows=row["rows"], key=row["type"])
        for row in rows
    ]  # fmt: skip
    return sorted(named, key=lambda sums: (-sums.income, sums.name))


def by_asset(incomes: QuerySet, fees: QuerySet) -> list[Sums]:
    """Income and fees by asset, the largest income first; two queries."""
    joined = _joined(incomes, fees, name=lambda key: key[0], parts=("asset__symbol", "asset__slug"))
    return sorted(joined, key=lambda sums: (-sums.income, -sums.fees, sums.name))


def _joined(incomes: QuerySet, fees: QuerySet, *, name, parts=("part",)) -> list[Sums]:
    """Sums of both lists by the same key, the greatest key first."""
    earned = _grouped(incomes, parts, total=_total(), rows=Count("pk"))
    paid = _grouped(fees, parts, inside=_total(Q(in_cost=True)), apart=_total(Q(in_cost=False)))
    return [
        Sums(
            name(key if len(key) > 1 else key[0]),
            income=earned.get(key, {}).get("total", ZERO),
            fees_in_cost=paid.get(key, {}).get("inside", ZERO),
            fees_apart=paid.get(key, {}).get("apart", ZERO),
            rows=earned.get(key, {}).get("rows", 0),
            key=str(key[-1]),
        )
        for key in sorted(earned.keys() | paid.keys(), reverse=True)
    ]


def _grouped(entries: QuerySet, parts: tuple[str, ...], **sums) -> dict[tuple, dict]:
    found = entries.order_by().values(*parts).annotate(**sums)
    return {tuple(row[part] for part in parts): row for row in found}


def _total(condition: Q | None = None) -> Coalesce:
    return Coalesce(Sum("value", filter=condition), ZERO)
