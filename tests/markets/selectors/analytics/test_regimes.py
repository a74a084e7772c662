"""What the market did in each regime, by hand; origins apart."""

from datetime import date, timedelta

import pytest

from markets.selectors.analytics.regimes import regime_history
from tests.markets.analyses import BACK_COMPUTED, LIVE, store_analysis

FIRST = date(2026, 3, 1)
RISING, FALLING = {"trend": 1.0, "stress": 0.0}, {"trend": -1.0, "stress": 1.0}
UNKNOWN = {"trend": 0.0, "stress": 0.0}


def store(days, *, origin=BACK_COMPUTED, first=FIRST):
    for number, (figures, index) in enumerate(days):
        if figures is not None:
            store_analysis(first + timedelta(days=number), origin=origin,
                           figures={**figures, "index": index})  # fmt: skip


def test_a_stretch_counts_from_the_close_at_which_it_was_known(db):
    store([(UNKNOWN, 0.9), (RISING, 1.0), (RISING, 1.1), (FALLING, 1.21), (FALLING, 1.0)])
    (found,) = regime_history()
    last, first = found.stretches
    assert (first.regime, first.days, first.is_open) == ("rising calm", 2, False)
    assert first.growth == pytest.approx(0.21)
    assert (last.regime, last.is_open) == ("falling stressed", True)
    assert last.growth == pytest.approx(1.0 / 1.21 - 1)


def test_a_missing_day_ends_a_stretch_and_totals_chain_them(db):
    store([(RISING, 1.0), (RISING, 1.1), (None, 0.0), (RISING, 2.0), (RISING, 2.2)])
    (found,) = regime_history()
    assert [one.days for one in found.stretches] == [2, 2]
    (total,) = found.totals
    assert (total.days, total.stretches) == (4, 2)
    assert total.growth == pytest.approx(0.21)


def test_live_days_are_apart_from_back_computed_ones(db):
    store([(RISING, 1.0), (RISING, 1.1)])
    store([(RISING, 1.2), (FALLING, 1.3)], origin=LIVE, first=FIRST + timedelta(days=2))
    live, past = regime_history()
    assert (live.is_live, past.is_live) == (True, False)
    assert [one.days for one in live.stretches] == [1, 1]
    assert [one.days for one in past.stretches] == [2]


def test_before_any_trend_there_is_nothing(db):
    store([(UNKNOWN, 1.0)])
    assert regime_history() == []
