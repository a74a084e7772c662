"""When a day can be analysed, and what may not count in it yet."""

from datetime import date, timedelta

import numpy as np
import pytest

from markets.analytics.daily import POINTS
from markets.analytics.points.registry import MISSING
from markets.models import AnalysisRun, AssetPoints
from markets.services.analytics.days import analyse_day, analyse_market
from markets.services.analytics.readiness import is_closed
from tests.factories import make_asset, make_market, set_closes
from tests.markets.market_of_days import FIRST, store_market
from tests.markets.services.analytics.conftest import at

pytestmark = pytest.mark.django_db


def test_figures_seen_after_the_next_day_do_not_count(db):
    make_market()
    store_market(coins=8, days=400, seen_on=FIRST + timedelta(days=402))
    last = FIRST + timedelta(days=399)
    analyse_day(last)
    places = [POINTS.index(name) for name in ("stars", "tvl", "address_growth")]
    for row in AssetPoints.objects.filter(day=last):
        assert all(np.isnan(row.values[place]) for place in places)
        assert {MISSING[row.missing[place]] for place in places} <= {"not_offered"}


def test_nothing_is_analysed_before_a_market_is_filled(db):
    assert analyse_market() == []
    make_market()
    assert analyse_market() == []
    assert not AnalysisRun.objects.exists()


@pytest.mark.parametrize(("hours", "share", "closed"), [
    (0.1, 1.0, False), (0.2, 1.0, True), (1, 0.9, False), (7, 0.9, True), (7, 0.4, False),
])  # fmt: skip
def test_a_day_has_closed_when_its_candles_are_in(db, hours, share, closed):
    day = date(2026, 3, 10)
    for number in range(10):
        closes = {day - timedelta(days=1): 1.0}
        if number < 10 * share:
            closes[day] = 1.0
        set_closes(make_asset(f"coin-{number}"), closes)
    assert is_closed(day, now=at(day, hours=hours)) is closed
