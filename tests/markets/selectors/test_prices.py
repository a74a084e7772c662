"""Series of prices: exact days, the last one before, and nothing before the first."""

import json
from datetime import date

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from markets.models import OpenCandle
from markets.selectors import DayPrices, price_history, usd_prices
from markets.services.history.folding import fold_closed_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def series(make_asset):
    """An asset with closes on these days of March 2026."""

    def make(slug: str, closes: dict[int, float]):
        asset = make_asset(slug)
        OpenCandle.objects.bulk_create(
            OpenCandle(asset=asset, day=date(2026, 3, day), close=close, source="x")
            for day, close in closes.items()
        )
        return asset

    return make


def march(*days: int) -> list[date]:
    return [date(2026, 3, day) for day in days]


def test_day_without_a_price_has_the_last_one_before(series):
    asset = series("bitcoin", {3: 30.0, 6: 60.0})
    found = usd_prices([asset.pk], march(3, 4, 5, 6, 7, 31))[asset.pk]
    assert found.dtype == np.float64
    assert found.tolist() == [30.0, 30.0, 30.0, 60.0, 60.0, 60.0]


def test_last_one_before_may_lie_before_the_span(series):
    asset = series("bitcoin", {1: 10.0, 2: 20.0, 20: 200.0})
    assert usd_prices([asset.pk], march(10, 11))[asset.pk].tolist() == [20.0, 20.0]


def decoded(plan: dict) -> int:
    """How many days of blocks a plan's run has unpacked."""
    own = plan["Actual Rows"] * plan["Actual Loops"] if plan.get("Alias") == "days" else 0
    return own + sum(map(decoded, plan.get("Plans", [])))


def test_the_last_one_before_is_found_without_reading_the_history_of_others(series):
    # Of tables that were filled just now the planner knows nothing.
    assets = [series(f"coin-{n}", {1: 10.0 + n, 2: 20.0 + n}) for n in range(30)]
    fold_closed_days(today=date(2026, 11, 28))
    with CaptureQueriesContext(connection) as queries:
        found = usd_prices([one.pk for one in assets[:2]], [date(2026, 11, 27)])
    assert [prices.tolist() for prices in found.values()] == [[20.0], [21.0]]
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + queries[-1]["sql"])
        ((plan,),) = cursor.fetchall()
    plan = json.loads(plan) if isinstance(plan, str) else plan
    # Two days each, and no day of the other 28.
    assert decoded(plan[0]["Plan"]) == 4


def test_before_the_first_day_there_is_no_price(series):
    asset, bare = series("bitcoin", {3: 30.0}), series("bare", {})
    found = usd_prices([asset.pk, bare.pk], march(1, 2, 3))
    assert np.isnan(found[asset.pk][:2]).all()
    assert found[asset.pk][2] == 30.0
    assert np.isnan(found[bare.pk]).all()


def test_days_may_come_in_any_order_and_twice(series):
    asset = series("bitcoin", {3: 30.0, 6: 60.0})
    assert usd_prices([asset.pk], march(7, 3, 7, 5))[asset.pk].tolist() == [60.0, 30.0, 60.0, 30.0]


def test_later_prices_do_not_leak_back(series):
    asset = series("bitcoin", {3: 30.0, 4: 40.0})
    assert usd_prices([asset.pk], march(3))[asset.pk].tolist() == [30.0]


def test_no_assets_and_no_days_are_no_trouble(series):
    asset = series("bitcoin", {3: 30.0})
    assert usd_prices([], march(3)) == {}
    assert usd_prices([asset.pk], [])[asset.pk].tolist() == []


def test_many_assets_cost_as_many_queries_as_one(series, django_assert_num_queries):
    ids = [series(f"coin-{n}", {3: float(n + 1)}).pk for n in range(20)]
    with django_assert_num_queries(2):
        usd_prices(ids[:1], march(3, 4))
    with django_assert_num_queries(2):
        found = usd_prices(ids + ids, march(*range(1, 28)))
    assert [found[pk][-1] for pk in ids] == [float(n + 1) for n in range(20)]


def test_history_is_in_order_and_within_its_ends(series):
    asset = series("bitcoin", {5: 50.0, 3: 30.0, 4: 40.0, 6: 60.0})
    rows = price_history(asset, start=date(2026, 3, 4), end=date(2026, 3, 5))
    assert rows == [
        DayPrices(date(2026, 3, 4), None, None, None, 40.0, None),
        DayPrices(date(2026, 3, 5), None, None, None, 50.0, None),
    ]
    assert len(price_history(asset)) == 4
