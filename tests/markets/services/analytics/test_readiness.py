"""When a day can be analysed, and what may not count in it yet."""

from datetime import date, timedelta

import numpy as np
import pytest

from markets.analytics.daily import POINTS
from markets.analytics.points.registry import MISSING
from markets.models import AnalysisRun, Asset, AssetPoints, RefreshRun
from markets.services.analytics.days import analyse_day, analyse_market
from markets.services.analytics.readiness import is_closed
from tests.factories import make_asset, make_market, set_closes
from tests.markets.analyses import store_analysis
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


LAST_SEEN = date(2026, 3, 10)


def away(*, days, filled):
    """Ten coins up to a day that was analysed; of the days after it some have been fetched."""
    late = [LAST_SEEN + timedelta(days=number) for number in range(1, days + 1)]
    for number in range(10):
        known = [LAST_SEEN - timedelta(days=1), LAST_SEEN, *(late if number < filled else ())]
        set_closes(make_asset(f"coin-{number}"), dict.fromkeys(known, 1.0))
    store_analysis(LAST_SEEN, {})
    return late


def come_back(day, *, hours=0.0):
    return RefreshRun.objects.create(
        kind=RefreshRun.Kind.QUOTES, provider="simulated", started_at=at(day, hours=hours)
    )


@pytest.mark.parametrize("filled", [1, 4])
def test_days_that_were_missed_are_held_against_the_last_one_that_was_analysed(db, filled):
    """Histories come asset by asset: of each missed day as few are there as of the one before."""
    late = away(days=3, filled=filled)
    assert not any(is_closed(day, now=at(late[-1], hours=23)) for day in late)


@pytest.mark.parametrize(
    ("filled", "hours", "closed"),
    [(10, 0.2, True), (9, 7, False), (6, 23.9, False), (6, 24.1, True), (4, 48, False)],
)
def test_a_missed_day_waits_a_day_for_its_candles_once_quotes_come_again(db, filled, hours, closed):
    late = away(days=3, filled=filled)
    come_back(late[-1], hours=5)
    now = at(late[-1], hours=5 + hours)
    assert {is_closed(day, now=now) for day in late[:2]} == {closed}


def test_a_short_time_away_at_the_close_lets_a_day_wait_no_longer(db):
    (day,) = away(days=1, filled=6)
    come_back(day, hours=2)
    assert not is_closed(day, now=at(day, hours=5.9))
    assert is_closed(day, now=at(day, hours=6.1))


def test_the_first_day_that_was_seen_again_waits_for_none_that_was_missed(db):
    late = away(days=3, filled=0)
    back = late[-1] + timedelta(days=1)
    come_back(back, hours=-12)
    for number in range(10):
        set_closes(Asset.objects.get(slug=f"coin-{number}"), {back: 1.0})
    assert is_closed(back, now=at(back, hours=0.2))
    assert not any(is_closed(day, now=at(back, hours=0.2)) for day in late)
