"""Figures beyond candles: each value as it was first seen, what was said later beside it."""

from datetime import date, timedelta

import numpy as np
import pytest

from markets.models import ObservationRevision, ObservationYear
from markets.services.observations.recording import Observed, Recorded, record_observations
from tests.factories import make_asset

DAY = timedelta(days=1)
NEW_YEAR = date(2026, 1, 1)
NAN = float("nan")


@pytest.fixture
def bitcoin(db):
    return make_asset("bitcoin")


def tvl(asset, first: date, *values: float, source="defillama") -> Observed:
    return Observed(asset.pk, "tvl", first, np.array(values), source)


def stored(asset, year=2026) -> tuple[list, list]:
    row = ObservationYear.objects.get(asset=asset, figure="tvl", year=year)
    return row.values, row.seen_after


def revisions() -> list[tuple]:
    return list(ObservationRevision.objects.values_list("day", "value", "seen_on"))


def test_a_series_is_cut_at_the_new_year(bitcoin):
    recorded = record_observations(
        [tvl(bitcoin, date(2025, 12, 30), 1.0, 2.0, 3.0, 4.0)], seen_on=date(2026, 1, 5)
    )
    assert recorded == Recorded(offered=4, stored=4)
    values, seen_after = stored(bitcoin, 2025)
    assert values[-2:] == [1.0, 2.0]
    assert seen_after[-2:] == [6, 5]
    assert len(values) == 365
    assert np.isnan(values[:-2]).all()
    assert stored(bitcoin) == ([3.0, 4.0], [4, 3])


def test_a_leap_year_has_its_last_day(bitcoin):
    record_observations([tvl(bitcoin, date(2024, 12, 31), 7.0, 8.0)], seen_on=NEW_YEAR)
    assert stored(bitcoin, 2024)[0][365] == 7.0
    assert stored(bitcoin, 2025)[0] == [8.0]


def test_a_day_is_added_to_those_that_are_there(bitcoin):
    record_observations([tvl(bitcoin, NEW_YEAR, 1.0)], seen_on=NEW_YEAR)
    record_observations([tvl(bitcoin, NEW_YEAR + 2 * DAY, 3.0)], seen_on=NEW_YEAR + 3 * DAY)
    values, seen_after = stored(bitcoin)
    assert values[0] == 1.0
    assert np.isnan(values[1])
    assert values[2] == 3.0
    assert seen_after == [0, -1, 1]


def test_the_same_value_again_changes_nothing(bitcoin):
    record_observations([tvl(bitcoin, NEW_YEAR, 1.0, 2.0)], seen_on=NEW_YEAR + DAY)
    again = record_observations([tvl(bitcoin, NEW_YEAR, 1.0, 2.0)], seen_on=NEW_YEAR + 9 * DAY)
    assert again == Recorded(offered=2)
    assert stored(bitcoin) == ([1.0, 2.0], [1, 0])
    assert revisions() == []


def test_another_value_stands_beside_the_first(bitcoin):
    later = NEW_YEAR + 9 * DAY
    record_observations([tvl(bitcoin, NEW_YEAR, 1.0, 2.0)], seen_on=NEW_YEAR + DAY)
    recorded = record_observations([tvl(bitcoin, NEW_YEAR, 1.0, 2.5)], seen_on=later)
    assert recorded == Recorded(offered=2, revised=1)
    assert stored(bitcoin) == ([1.0, 2.0], [1, 0])
    assert revisions() == [(NEW_YEAR + DAY, 2.5, later)]


def test_a_return_to_the_first_value_is_a_revision_too(bitcoin):
    for after, value in enumerate((1.0, 2.0, 2.0, 1.0)):
        record_observations([tvl(bitcoin, NEW_YEAR, value)], seen_on=NEW_YEAR + after * DAY)
    assert revisions() == [
        (NEW_YEAR, 2.0, NEW_YEAR + DAY),
        (NEW_YEAR, 1.0, NEW_YEAR + 3 * DAY),
    ]


def test_the_last_word_of_a_day_counts(bitcoin):
    record_observations([tvl(bitcoin, NEW_YEAR, 1.0)], seen_on=NEW_YEAR)
    for value in (2.0, 3.0):
        record_observations([tvl(bitcoin, NEW_YEAR, value)], seen_on=NEW_YEAR + DAY)
    assert revisions() == [(NEW_YEAR, 3.0, NEW_YEAR + DAY)]


def test_an_impossible_value_is_refused_and_counted(bitcoin):
    recorded = record_observations(
        [tvl(bitcoin, NEW_YEAR, -1.0, float("inf"), NAN, 4.0, 5.0)], seen_on=NEW_YEAR + 3 * DAY
    )
    assert recorded == Recorded(offered=4, stored=1, refused=3)
    assert stored(bitcoin)[0][3] == 4.0
    assert len(stored(bitcoin)[0]) == 4


def test_one_call_may_bring_an_asset_twice(bitcoin):
    recorded = record_observations(
        [tvl(bitcoin, NEW_YEAR, 1.0), tvl(bitcoin, NEW_YEAR, 2.0, 3.0)], seen_on=NEW_YEAR + DAY
    )
    assert recorded == Recorded(offered=3, stored=2, revised=1)
    assert stored(bitcoin)[0] == [1.0, 3.0]


def test_a_figure_that_nobody_reads_is_an_error(bitcoin):
    with pytest.raises(ValueError, match="no figure 'price'"):
        record_observations([Observed(bitcoin.pk, "price", NEW_YEAR, np.array([1.0]), "x")])


def test_nothing_offered_writes_nothing(bitcoin):
    assert record_observations([tvl(bitcoin, NEW_YEAR, NAN)], seen_on=NEW_YEAR) == Recorded()
    assert not ObservationYear.objects.exists()


def test_many_series_are_written_in_few_statements(bitcoin, django_assert_num_queries):
    other = make_asset("ethereum")
    series = [tvl(one, NEW_YEAR, 1.0, 2.0) for one in (bitcoin, other)]
    with django_assert_num_queries(15):
        record_observations(series, seen_on=NEW_YEAR + DAY)
