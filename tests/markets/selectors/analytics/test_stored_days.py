"""Which run speaks for a day, and what is read of it."""

from datetime import date, timedelta

import pytest

from markets.selectors.analytics.assessments import (
    assessed_days,
    assessment_history,
    assessment_of,
)
from markets.selectors.analytics.changes import fresh_signals, grade_changes, movers
from markets.selectors.analytics.days import analysed_days, latest_day
from markets.selectors.analytics.market import market_history, market_of
from markets.selectors.analytics.points import point_history, points_of
from tests.factories import make_asset
from tests.markets.analyses import BACK_COMPUTED, LIVE, store_analysis

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = date(2026, 3, 10)


def graded(value: float, **columns) -> dict:
    return {"bitcoin": {"trader": value, **columns}}


def test_there_may_be_no_analysis_yet():
    asset = make_asset("bitcoin")
    assert latest_day() is None
    assert assessment_of(asset) is None
    assert points_of(asset) == (None, [])
    assert market_of() is None
    assert (fresh_signals(), grade_changes(), movers()) == ([], [], ([], []))


def test_the_live_run_speaks_for_a_day_before_a_back_computed_one():
    store_analysis(TODAY, graded(10), origin=BACK_COMPUTED, days=3)
    live = store_analysis(TODAY, graded(20), origin=LIVE)
    days = analysed_days()
    assert [one.origin for one in days.values()] == [BACK_COMPUTED, BACK_COMPUTED, LIVE]
    assert days[TODAY].run_id == live.pk
    assert {(one.points, one.parts) for one in days.values()} == {
        (tuple(live.points), tuple(live.parts))
    }
    history = assessment_history(make_asset("bitcoin"))
    assert [one.grades["trader"].value for one in history] == [10, 10, 20]
    assert [one.at.is_live for one in history] == [False, False, True]
    drawn = assessed_days(make_asset("bitcoin"), since=TODAY - DAY)
    assert [(one.at, one.trader) for one in drawn] == [
        (one.at, one.grades["trader"].value) for one in history[1:]
    ]


def test_a_day_that_is_drawn_has_both_grades_and_the_signal():
    store_analysis(TODAY, graded(10, investor=None, signal=1, trend=1))
    (day,) = assessed_days(make_asset("bitcoin"), since=TODAY)
    assert (day.trader, day.investor, day.signal, day.trend) == (10, None, 1, 1)


def test_records_read_one_origin_alone():
    store_analysis(TODAY, graded(10), origin=BACK_COMPUTED, days=3)
    store_analysis(TODAY, graded(20), origin=LIVE)
    asset = make_asset("bitcoin")
    assert len(assessment_history(asset, origin=LIVE)) == 1
    back = assessment_history(asset, origin=BACK_COMPUTED)
    assert [one.grades["trader"].value for one in back] == [10, 10, 10]


def test_a_correction_does_not_take_the_place_of_what_was_known():
    store_analysis(TODAY, graded(20))
    store_analysis(TODAY, graded(99), version=2, origin=BACK_COMPUTED)
    assert assessment_of(make_asset("bitcoin")).grades["trader"].value == 20


def test_a_newer_method_speaks_for_a_back_computed_day():
    store_analysis(TODAY, graded(20), origin=BACK_COMPUTED, days=2)
    store_analysis(TODAY, graded(30), origin=BACK_COMPUTED, days=2, method=2)
    assert assessment_of(make_asset("bitcoin")).grades["trader"].value == 30


def test_a_past_day_is_read_as_it_was_known():
    for number in range(3):
        store_analysis(TODAY + number * DAY, graded(number))
    asset = make_asset("bitcoin")
    found = assessment_of(asset, as_of=TODAY + DAY)
    assert (found.at.day, found.grades["trader"].value) == (TODAY + DAY, 1)
    assert assessment_of(asset, as_of=TODAY - DAY) is None


def test_points_have_their_definition_rank_and_reason():
    store_analysis(TODAY, graded(1, points={"ret_30d": 0.5}))
    day, points = points_of(make_asset("bitcoin"))
    assert (day.day, len(points)) == (TODAY, 96)
    found = {one.point.id: one for one in points}
    assert (found["ret_30d"].value, found["ret_30d"].missing) == (0.5, None)
    assert (found["vol_30"].value, found["vol_30"].missing) == (None, "history")


def test_points_over_time():
    for number in range(3):
        store_analysis(TODAY + number * DAY, graded(1, points={"ret_30d": number}))
    history = point_history(make_asset("bitcoin"), ["ret_30d", "vol_30"], since=TODAY + DAY)
    assert history["ret_30d"] == [(TODAY + DAY, 1.0), (TODAY + 2 * DAY, 2.0)]
    assert history["vol_30"][0] == (TODAY + DAY, None)
    with pytest.raises(KeyError):
        point_history(make_asset("bitcoin"), ["no_such"])


def test_the_forecast_is_read_by_horizon():
    fan = [-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3]
    unknown = [float("nan")] * 7
    store_analysis(TODAY, graded(1, quantiles=[*fan, *unknown, *fan]))
    found = assessment_of(make_asset("bitcoin"))
    assert list(found.quantiles) == [1, 30]
    assert found.quantiles[30] == pytest.approx(fan)


def test_the_market_by_day_with_its_regime_in_words():
    store_analysis(TODAY, figures={"trend": 1.0, "stress": 0.0, "season": None})
    store_analysis(TODAY + DAY, figures={"trend": -1.0, "stress": 1.0})
    assert [one.regime for one in market_history()] == ["rising calm", "falling stressed"]
    assert market_of(as_of=TODAY).figures["season"] is None


def test_changes_that_cross_a_band_within_seven_days():
    store_analysis(TODAY - 7 * DAY, {"bitcoin": {"trader": 70}, "ethereum": {"trader": 50},
                                     "solana": {"trader": 61}})  # fmt: skip
    store_analysis(TODAY, {"bitcoin": {"trader": 85}, "ethereum": {"trader": 35.0},
                           "solana": {"trader": 78}, "usd-coin": {"trader": 1}})  # fmt: skip
    assert [(one.slug, one.change) for one in grade_changes()] == [
        ("bitcoin", 15.0),
        ("ethereum", -15.0),
    ]
    rises, falls = movers()
    assert [one.slug for one in rises] == ["solana", "bitcoin"]
    assert [one.slug for one in falls] == ["ethereum"]
    with pytest.raises(ValueError, match="no grade"):
        grade_changes(grade="trader; DROP")


def test_fresh_signals_are_the_latest_first():
    store_analysis(TODAY - 8 * DAY, graded(1, signal=1))
    store_analysis(TODAY - DAY, {"solana": {"signal": -1}, "ethereum": {"signal": 0}})
    store_analysis(TODAY, graded(1, signal=1))
    assert [(at.day, row.asset.slug, row.signal) for at, row in fresh_signals()] == [
        (TODAY, "bitcoin", 1),
        (TODAY - DAY, "solana", -1),
    ]


def test_queries_do_not_grow_with_the_days(django_assert_num_queries):
    for number in range(4):
        store_analysis(TODAY + number * DAY, graded(number))
    asset = make_asset("bitcoin")
    with django_assert_num_queries(2):
        assessment_of(asset)
    with django_assert_num_queries(2):
        assessment_history(asset)
    with django_assert_num_queries(2):
        assessed_days(asset, since=TODAY)
    with django_assert_num_queries(2):
        points_of(asset)
    with django_assert_num_queries(2):
        market_history()
