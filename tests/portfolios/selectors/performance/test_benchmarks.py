"""Benchmarks and charts of a series, with figures worked out by hand."""

from decimal import Decimal

import pytest

from markets.analytics.charts.periods import Period
from portfolios.accounting.returns.performance import daily_returns
from portfolios.accounting.returns.periods import stretch_of
from portfolios.selectors.performance.benchmarks import (
    TOTAL_MARKET,
    benchmark_of,
    benchmark_prices,
    total_market_since,
)
from portfolios.selectors.performance.charts import (
    performance_chart,
    return_chart,
    value_chart,
)
from portfolios.selectors.performance.performance import performance_of, stretch_over
from portfolios.selectors.performance.series import series_of
from portfolios.selectors.performance.spans import chained_over
from portfolios.selectors.performance.spans import stretch_over as over_span
from tests.factories import make_asset, set_closes, set_price
from tests.portfolios.daily import day, hold, set_days


@pytest.fixture
def four(portfolio):
    """100 put in, then 110; 50 more make 170; 30 less leave 130."""
    set_days(portfolio, (100, 100), (110,), (170, 50), (130, 0, 30), until=1)
    return portfolio


def test_a_chart_of_values_shows_what_was_put_in_by_each_day(four):
    chart = value_chart(four, Period.ALL)
    assert chart.series["value"].tolist() == [100, 110, 170, 130]
    assert chart.series["paid"].tolist() == [100, 100, 150, 120]
    assert (chart.currency, len(chart.time)) == ("USD", 4)


def test_the_last_point_says_the_profit_of_the_period(four):
    """All: 130 − 120 = 10. From the second day's end on: 130 − 110 + 30 − 50 = 0."""
    whole = performance_of(series_of(four))
    chart = performance_chart(whole)
    assert chart.series["value"][-1] - chart.series["paid"][-1] == 10
    assert whole.measures.stretch.profit == 10
    late = performance_of(series_of(four), period=Period.CUSTOM, first=day(2), last=day(1))
    chart = performance_chart(late)
    assert chart.series["value"].tolist() == [110, 170, 130]
    assert chart.series["paid"].tolist() == [110, 160, 130]
    assert late.measures.stretch.profit == 0
    # 170 ÷ (110 + 50) and (130 + 30) ÷ 170, chained: 1.0625 × 0.941176… = 1.
    assert chart.series["return"].tolist() == pytest.approx([0, 0.0625, 0])
    assert chart.series["drawdown"].tolist() == pytest.approx([0, 0, 1 / 1.0625 - 1])


def test_a_chart_of_returns_is_the_same_for_any_size(four, alice):
    found = return_chart(performance_of(series_of(four)))
    assert found.series.keys() == {"return", "drawdown"}
    four.dailyvalues.all().delete()
    set_days(four, (1e6, 1e6), (1.1e6,), (1.7e6, 5e5), (1.3e6, 0, 3e5), until=1)
    larger = return_chart(performance_of(series_of(four)))
    assert larger.series["return"].tolist() == pytest.approx(found.series["return"].tolist())


def test_without_days_there_is_a_chart_without_points(portfolio):
    found = performance_of(series_of(portfolio))
    assert (found.measures, found.years) == (None, ())
    for chart in (performance_chart(found), return_chart(found)):
        assert (len(chart.time), dict(chart.series)) == (0, {})
    assert len(value_chart(portfolio, Period.WEEK).time) == 0


def test_the_same_flows_into_a_benchmark(four):
    """At 10, 20, 20 and 40: 100 buys 10 units, 50 buys 2.5, 30 sells 0.75; 11.75 are 470."""
    asset = make_asset("bitcoin", price=99.0)
    set_closes(asset, {day(4): 10.0, day(3): 20.0, day(2): 20.0, day(1): 40.0, day(5): 10.0})
    found = performance_of(series_of(four), benchmark=benchmark_of(asset))
    beside = found.measures.comparison
    assert beside.total == 3
    assert beside.same.closing == 470
    assert performance_chart(found).series["benchmark"].tolist() == [0, 1, 1, 3]


def test_prices_of_a_benchmark_end_with_the_quote_where_the_series_does(portfolio):
    set_days(portfolio, (100, 100), (110,))
    hold(portfolio, "bitcoin", 1, price=120.0)
    asset = make_asset("ethereum")
    set_closes(asset, {day(2): 5.0, day(1): 10.0, day(0): 11.0})
    set_price(asset, 12.0)
    series = series_of(portfolio)
    stretch = stretch_of(series.days)
    assert list(benchmark_prices(series, stretch, benchmark_of(asset))) == [5, 10, 12]
    asset.quote.delete()
    assert list(benchmark_prices(series, stretch, benchmark_of(asset))) == [5, 10, 11]


def test_the_whole_market_is_none_before_it_is_known(four):
    assert total_market_since() is None
    series = series_of(four)
    prices = benchmark_prices(series, stretch_of(series.days), TOTAL_MARKET)
    assert list(prices) == [None] * 5


def test_periods_end_with_the_last_day(four):
    days = series_of(four).days
    assert len(stretch_over(days, period=Period.ALL).days) == 4
    assert [one.day for one in stretch_over(days, period=Period.DAY).days] == [day(1)]
    assert len(stretch_over(days, period=Period.WEEK).days) == 4
    assert stretch_over((), period=Period.WEEK).days == ()


def test_a_span_chains_its_own_days(four):
    series = series_of(four)
    returns = daily_returns(series.days)
    assert chained_over(returns, over_span(series, "all")) == pytest.approx(
        Decimal("1.1") - 1, abs=Decimal("1e-25")
    )
