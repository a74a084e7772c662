"""What was observed and said of one listing is, after a merge, known of the other."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from markets.models import Assessment, AssetPoints, ObservationRevision, ObservationYear
from markets.services import merge_listing
from markets.services.observations.recording import Observed, record_observations
from tests.markets.analyses import BACK_COMPUTED, store_analysis

DAY = date(2026, 3, 10)


@pytest.fixture
def pair(make_asset):
    return make_asset("pol-old", symbol="POL2"), make_asset("pol", symbol="POL", name="Polygon")


def observe(asset, values, *, first=DAY, seen_on=None, figure="tvl"):
    record_observations(
        [Observed(asset.pk, figure, first, np.array(values, dtype=float), "test")],
        seen_on=seen_on or first + timedelta(days=len(values)),
    )


def test_a_figure_that_only_the_source_has_comes_over(pair, alice):
    source, target = pair
    observe(source, [1, 2, 3])
    merge_listing(source, target, user=alice)
    row = ObservationYear.objects.get()
    assert row.asset == target
    assert row.values[-3:] == [1, 2, 3]


def test_gaps_are_filled_and_own_values_stand(pair, alice):
    source, target = pair
    observe(source, [1, 2, 3, 4])
    observe(target, [20, np.nan, 40], first=DAY + timedelta(days=1))
    merge_listing(source, target, user=alice)
    row = ObservationYear.objects.get()
    assert row.asset == target
    assert row.values[-4:] == [1, 20, 3, 40]


def test_each_value_keeps_the_day_on_which_it_was_first_seen(pair, alice):
    source, target = pair
    observe(source, [1, 2], seen_on=DAY + timedelta(days=9))
    observe(target, [30], first=DAY + timedelta(days=2), seen_on=DAY + timedelta(days=3))
    merge_listing(source, target, user=alice)
    row = ObservationYear.objects.get()
    assert row.seen_after[-3:] == [9, 8, 1]


def test_revisions_follow_the_values_that_they_revise(pair, alice):
    source, target = pair
    observe(source, [1, 2], seen_on=DAY + timedelta(days=2))
    observe(source, [10, 20], seen_on=DAY + timedelta(days=5))
    observe(target, [200], first=DAY + timedelta(days=1), seen_on=DAY + timedelta(days=2))
    merge_listing(source, target, user=alice)
    found = ObservationRevision.objects.values_list("asset", "day", "value")
    assert list(found) == [(target.pk, DAY, 10)]


def test_assessed_days_come_over_where_the_target_has_none(pair, alice):
    source, target = pair
    points = {"points": {"ret_30d": 0.5}}
    store_analysis(DAY, {"pol-old": {"trader": 60.0, **points}}, origin=BACK_COMPUTED)
    both = {"pol-old": {"trader": 10.0, **points}, "pol": {"trader": 20.0, **points}}
    store_analysis(DAY + timedelta(days=1), both)
    merge_listing(source, target, user=alice)
    rows = Assessment.objects.filter(asset=target).order_by("day")
    assert list(rows.values_list("day", "trader")) == [
        (DAY, 60.0),
        (DAY + timedelta(days=1), 20.0),
    ]
    assert AssetPoints.objects.filter(asset=target).count() == 2
    assert Assessment.objects.get(asset=source).trader == 10.0
    assert rows.first().run.seen_at == datetime.combine(
        DAY + timedelta(days=1), datetime.min.time().replace(hour=1), tzinfo=UTC
    )


def test_of_an_own_asset_nothing_moves(make_asset, alice):
    source, target = make_asset("own-1", kind="own"), make_asset("pol")
    observe(source, [1])
    merge_listing(source, target, user=alice)
    assert ObservationYear.objects.get().asset == source
