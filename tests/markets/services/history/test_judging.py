"""A provider's past days against what is stored: each reason to leave one out, at its limit."""

from datetime import UTC, date, datetime, timedelta

import pytest

from markets.models import CandleCorrection, OpenCandle
from markets.providers.base import CandleRecord
from markets.selectors.prices import ANOTHER_ASSET
from markets.services.history.judging import ALONE, FAR, NO_PRICE, REVISED, judge_candles
from tests.factories import make_asset, set_price

pytestmark = pytest.mark.django_db
FIRST = date(2026, 3, 1)
NAN, INF = float("nan"), float("inf")


@pytest.fixture
def bitcoin():
    return make_asset("bitcoin")


def records(*closes, first=FIRST):
    return [
        CandleRecord(
            day=first + timedelta(days=number), open=None, high=None, low=None, close=close
        )
        for number, close in enumerate(closes)
        if close is not None
    ]


def store(asset, *closes, source="vendor", first=FIRST):
    OpenCandle.objects.bulk_create(
        OpenCandle(asset=asset, day=one.day, close=one.close, source=source)
        for one in records(*closes, first=first)
    )


def judged(asset, *closes, first=FIRST):
    return judge_candles(asset, records(*closes, first=first), source="other")


def closes_of(found):
    return [one.close for one in found.records]


def test_days_that_nobody_knows_are_taken(bitcoin):
    found = judged(bitcoin, 100.0, 110.0, 121.0)
    assert closes_of(found) == [100.0, 110.0, 121.0]
    assert (dict(found.rejected), found.corrections) == ({}, [])
    assert judged(bitcoin).records == []


@pytest.mark.parametrize("close", [0.0, -1.0, NAN, INF, -INF])
def test_what_is_no_price_costs_its_day_alone(bitcoin, close):
    found = judged(bitcoin, 100.0, close, 102.0)
    assert closes_of(found) == [100.0, 102.0]
    assert found.rejected == {NO_PRICE: 1}


@pytest.mark.parametrize(
    ("closes", "kept"),
    [
        ((1.0, 10.5, 1.0), [1.0, 1.0]),  # a digit too many
        ((100.0, 9.0, 100.0), [100.0, 100.0]),
        ((1.0, 9.5, 1.0), [1.0, 9.5, 1.0]),
        ((1.0, 10.5, 10.5), [1.0, 10.5, 10.5]),  # it stays there: no slip
        ((1.0, 10.5), [1.0, 10.5]),  # nobody knows the day after
        ((1.0, None, 10.5, 1.0), [1.0, 10.5, 1.0]),
        ((1.0, 20.0, 400.0, 20.0), [1.0, 20.0, 20.0]),
        ((1.0, 0.0, 20.0), [1.0, 20.0]),  # beside no price nothing is told
    ],
)
def test_a_spike_of_a_day_is_left_out_and_a_new_level_is_not(bitcoin, closes, kept):
    assert closes_of(judged(bitcoin, *closes)) == kept


def test_a_spike_says_so(bitcoin):
    assert judged(bitcoin, 1.0, 10.5, 1.0).rejected == {ALONE: 1}


def test_a_close_that_is_nearly_the_stored_one_confirms_it(bitcoin):
    store(bitcoin, 100.0, 100.0)
    found = judged(bitcoin, 100.09, 99.91)
    assert closes_of(found) == [100.09, 99.91]
    assert found.corrections == []


def test_another_close_than_at_first_is_a_correction_and_not_stored(bitcoin):
    store(bitcoin, 100.0, 100.0)
    found = judged(bitcoin, 100.2, 100.0)
    assert closes_of(found) == [100.0]
    assert found.rejected == {REVISED: 1}
    (correction,) = found.corrections
    assert (correction.day, correction.old_close, correction.new_close) == (FIRST, 100.0, 100.2)
    assert (correction.is_applied, correction.source) == (False, "other")
    assert not CandleCorrection.objects.exists()  # judging writes nothing


def test_a_day_known_from_quotes_alone_is_corrected(bitcoin):
    store(bitcoin, 100.0, 100.0, source="live")
    found = judged(bitcoin, 130.0, 100.0)
    assert closes_of(found) == [130.0, 100.0]
    assert [(one.new_close, one.is_applied) for one in found.corrections] == [(130.0, True)]


@pytest.mark.parametrize(("close", "is_far"), [(199.0, False), (201.0, True), (49.0, True)])
def test_unless_it_is_more_than_twice_away(bitcoin, close, is_far):
    """Four days confirm that the history is this asset's."""
    store(bitcoin, *[100.0] * 5, source="live")
    found = judged(bitcoin, 100.0, 100.0, close, 100.0, 100.0)
    assert found.rejected.get(FAR, 0) == int(is_far)
    assert (close in closes_of(found)) is not is_far


def test_a_history_at_another_price_is_another_asset_s_and_wholly_left_out(bitcoin):
    store(bitcoin, *[100.0] * 5)
    found = judged(bitcoin, 300.0, 310.0, 290.0, 300.0, 300.0)
    assert (found.records, found.rejected) == ([], {ANOTHER_ASSET: 5})
    # The median decides: two days of five may be anything.
    assert judged(bitcoin, 100.0, 100.0, 100.0, 500.0, 500.0).rejected == {REVISED: 2}


@pytest.mark.parametrize(("price", "is_own"), [(100.0, True), (199.0, True), (260.0, False)])
def test_where_no_day_is_stored_the_quote_tells_whose_it_is(bitcoin, price, is_own):
    today = datetime.now(UTC).date()
    set_price(bitcoin, price)
    found = judged(make_asset("bitcoin"), 90.0, 100.0, first=today - timedelta(days=1))
    assert bool(found.records) is is_own
    old = judged(make_asset("bitcoin"), 90.0, 100.0, first=today - timedelta(days=9))
    assert len(old.records) == 2  # days of last week say nothing of today's price


def test_of_two_records_of_a_day_the_last_holds(bitcoin):
    twice = [*records(100.0), *records(101.0)]
    assert closes_of(judge_candles(bitcoin, twice, source="other")) == [101.0]
