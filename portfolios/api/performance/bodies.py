"""Figures of a period in the shape in which the API writes them."""

from markets.api.base.fields import decimal_text
from markets.numbers import exact_decimal
from portfolios.accounting.returns.periods import MoneyWeighted
from portfolios.selectors.performance.performance import Performance

_MONEY = ("opening", "inflow", "outflow", "net_flow", "profit")


def performance_body(found: Performance) -> dict:
    """What PerformanceSerializer writes."""
    measures, series = found.measures, found.series
    stretch = measures and measures.stretch
    days = stretch.days if stretch else ()
    return {
        "currency": series.currency.slug,
        "period": found.period.value,
        "first_day": stretch and stretch.first,
        "last_day": stretch and stretch.last,
        "is_live": bool(days) and series.is_live and stretch.last == series.days[-1].day,
        "carried_days": sum(1 for day in days if day.day in series.carried),
        "starts_late": series.starts_late,
        **{name: stretch and getattr(stretch, name) for name in _MONEY},
        "value": stretch and stretch.closing,
        "twr": measures and measures.time_weighted,
        "twr_yearly": measures and measures.time_weighted_yearly,
        "xirr": measures and _xirr(measures.money_weighted),
        "risk": measures and measures.risk,
        "years": [_year(year) for year in found.years],
        "benchmark": _benchmark(found) if measures and measures.comparison else None,
    }


def _xirr(found: MoneyWeighted) -> dict:
    return {"yearly": found.yearly, "own": found.own, "days": found.days, "rates": found.rates}


def _year(year) -> dict:
    months = [
        {"month": number, "twr": month.value, "days": month.days}
        for number, month in enumerate(year.months, 1)
        if month
    ]
    return {"year": year.year, "twr": year.total, "months": months}


def _benchmark(found: Performance) -> dict:
    measures, beside = found.measures, found.measures.comparison
    difference = measures.stretch.closing - beside.same.closing
    return {
        "asset": found.benchmark.key,
        "twr": beside.total,
        "ahead": measures.ahead,
        "priced_since": beside.priced_since,
        "same_flows_value": beside.same.closing,
        "same_flows_difference": difference,
        "same_flows_unpaid": beside.same.unpaid,
        "short_on": beside.same.short_on,
        "xirr": _xirr(beside.money_weighted),
    }


def daily_body(found: Performance) -> dict:
    """What DailySerializer describes, written at once: a serializer costs more than the figures."""
    measures = found.measures
    days = [] if measures is None else [
        {
            "day": day.day.isoformat(),
            "value": decimal_text(day.value),
            "inflow": decimal_text(day.inflow),
            "outflow": decimal_text(day.outflow),
            "simple": decimal_text(one.simple),
            "twr": decimal_text(one.chained),
            "drawdown": decimal_text(exact_decimal(fall)),
        }
        for day, one, fall in zip(
            measures.stretch.days, measures.returns, measures.drawdowns, strict=True
        )
    ]  # fmt: skip
    return {"currency": found.series.currency.slug, "days": days}
