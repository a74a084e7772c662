"""Closed days as arrays: the same days as the rows they were, each once, none lost."""

import math
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from markets.blocks import block_of, first_day_of
from markets.models import Candle, CandleBlock, OpenCandle
from markets.selectors import price_history, usd_prices
from markets.services.history.folding import copy_candles, fold_closed_days, open_since
from tests.factories import make_asset

TODAY = datetime.now(UTC).date()
DAY = timedelta(days=1)
NEW_YEAR = date(2024, 1, 1)


@pytest.fixture
def bitcoin(db):
    return make_asset("bitcoin", price=100.0)


def row(asset, day: date, close: float, *, source="coingecko", **figures) -> tuple:
    names = ("open", "high", "low", "close", "volume", "market_cap")
    values = {**dict.fromkeys(names), **figures, "close": close}
    return (asset.pk, day, *(values[name] for name in names), source)


def stored() -> list[tuple]:
    names = ("day", "open", "high", "low", "close", "volume", "market_cap", "source")
    return list(Candle.objects.order_by("day").values_list(*names))


def test_a_closed_day_is_read_as_it_was_given(bitcoin):
    given_ = {"open": 1.25, "high": 2.5, "low": 0.25, "volume": 4096.0, "market_cap": 8192.0}
    assert copy_candles([row(bitcoin, NEW_YEAR, 0.1 + 0.2, **given_)]) == 1
    assert stored() == [(NEW_YEAR, 1.25, 2.5, 0.25, 0.1 + 0.2, 4096.0, 8192.0, "coingecko")]
    assert not OpenCandle.objects.exists()


def test_a_figure_of_seven_digits_is_the_one_that_was_given(bitcoin):
    copy_candles([row(bitcoin, NEW_YEAR, 1.0, high=1.234567, low=0.7654321, open=0.9)])
    assert stored()[0][1:4] == (0.9, 1.234567, 0.7654321)


def test_a_close_lies_within_its_day_however_high_and_low_are_rounded(bitcoin):
    close = 67_123.456789
    copy_candles([row(bitcoin, NEW_YEAR, close, open=close, high=close, low=close)])
    (day,) = price_history(bitcoin)
    assert day.low <= day.close <= day.high


def test_an_open_at_the_close_before_is_not_stored_and_still_read(bitcoin):
    days = [NEW_YEAR + n * DAY for n in range(3)]
    copy_candles([
        row(bitcoin, days[0], 1 / 3, open=0.25, high=1.0, low=0.125),
        row(bitcoin, days[1], 0.5, open=1 / 3, high=1.0, low=0.125),
        row(bitcoin, days[2], 0.75, open=0.625, high=1.0, low=0.125),
    ])  # fmt: skip
    place = (NEW_YEAR - first_day_of(block_of(NEW_YEAR))).days
    opens = CandleBlock.objects.get().open[place:]
    assert (opens[0], math.isnan(opens[1]), opens[2]) == (0.25, True, 0.625)
    assert [day.open for day in price_history(bitcoin)] == [0.25, 1 / 3, 0.625]


def test_an_open_after_a_hole_and_one_on_new_year_stand_for_themselves(bitcoin):
    days = [date(2023, 12, 31), NEW_YEAR, NEW_YEAR + 3 * DAY]
    copy_candles([row(bitcoin, day, 2.0, open=2.0, high=2.0, low=2.0) for day in days])
    assert [(day.day, day.open) for day in price_history(bitcoin)] == [(day, 2.0) for day in days]


def test_a_day_that_has_a_close_alone_has_nothing_else(bitcoin):
    copy_candles([row(bitcoin, NEW_YEAR + n * DAY, 2.0) for n in range(2)])
    assert [one[1:4] for one in stored()] == [(None, None, None)] * 2


def test_days_of_the_open_week_stay_rows_until_it_is_over(bitcoin):
    copy_candles([row(bitcoin, TODAY - n * DAY, 10.0 + n) for n in range(100)])
    assert OpenCandle.objects.count() == (TODAY - open_since()).days + 1
    before = stored()
    assert len(before) == 100
    fold_closed_days(today=TODAY + timedelta(days=40))
    assert not OpenCandle.objects.exists()
    assert stored() == before


def test_yesterday_is_always_a_row():
    for number in range(800):
        day = date(2024, 1, 1) + number * DAY
        assert open_since(day) <= day - DAY
        assert open_since(day).weekday() == 0


def test_rows_of_before_are_folded_in_batches_and_twice_is_once(bitcoin, monkeypatch):
    monkeypatch.setattr("markets.services.history.folding.FOLDED_AT_ONCE", 2)
    assets = [bitcoin, *(make_asset(f"coin-{n}", price=1.0) for n in range(4))]
    OpenCandle.objects.bulk_create(
        OpenCandle(asset=asset, day=NEW_YEAR + n * DAY, close=1.0 + n, source=source)
        for asset in assets
        for n, source in enumerate(["live", "x"] * 200)
    )
    before = stored()
    assert fold_closed_days() == 5
    assert stored() == before
    assert not OpenCandle.objects.exists()
    assert fold_closed_days() == 0
    assert stored() == before


def test_a_final_candle_replaces_a_recorded_one_and_nothing_replaces_it(bitcoin):
    copy_candles([row(bitcoin, NEW_YEAR, 1.0, source="live")])
    assert stored()[0][-1] == "live"
    assert copy_candles([row(bitcoin, NEW_YEAR, 2.0)]) == 1
    assert copy_candles([row(bitcoin, NEW_YEAR, 3.0)]) == 0
    assert copy_candles([row(bitcoin, NEW_YEAR, 4.0, source="live")]) == 0
    assert [(one[4], one[-1]) for one in stored()] == [(2.0, "coingecko")]


def test_a_day_that_waits_as_a_row_is_folded_with_what_comes_in(bitcoin):
    OpenCandle.objects.create(asset=bitcoin, day=NEW_YEAR, close=5.0, source="coingecko")
    copy_candles([row(bitcoin, NEW_YEAR + DAY, 6.0)])
    assert [one[4] for one in stored()] == [5.0, 6.0]
    assert not OpenCandle.objects.exists()


@pytest.mark.parametrize("close", [0.0, -1.0, float("nan"), float("inf")])
def test_a_closed_day_without_a_price_is_left_out(bitcoin, close):
    assert copy_candles([row(bitcoin, NEW_YEAR, close), row(bitcoin, NEW_YEAR + DAY, 1.0)]) == 1
    assert [one[0] for one in stored()] == [NEW_YEAR + DAY]


def test_prices_over_years_carry_the_last_close_of_whatever_year_had_one(bitcoin):
    dead, live = bitcoin, make_asset("ether", price=1.0)
    copy_candles([
        row(dead, date(2019, 5, 5), 7.0), row(dead, date(2021, 2, 3), 8.0),
        row(live, date(2023, 12, 30), 1.0), row(live, TODAY - DAY, 2.0),
    ])  # fmt: skip
    days = [date(2019, 5, 4), date(2020, 1, 1), date(2024, 1, 1), TODAY]
    found = usd_prices([dead.pk, live.pk], days)
    assert [str(price) for price in found[dead.pk]] == ["nan", "7.0", "8.0", "8.0"]
    assert [str(price) for price in found[live.pk]] == ["nan", "nan", "1.0", "2.0"]
    assert usd_prices([live.pk], [date(2025, 1, 1)])[live.pk].tolist() == [1.0]


FIGURES = st.floats(min_value=1e-9, max_value=1e9)


@given(days=st.dictionaries(st.integers(0, 900), st.tuples(FIGURES, FIGURES), min_size=1))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_folded_days_are_the_days_that_were_given(bitcoin, days):
    CandleBlock.objects.all().delete()
    rows = [
        row(bitcoin, NEW_YEAR + n * DAY, close, open=other, high=max(close, other),
            low=min(close, other), volume=other)
        for n, (close, other) in days.items()
        if NEW_YEAR + n * DAY < open_since()
    ]  # fmt: skip
    assert copy_candles(rows) == len(rows)
    found = price_history(bitcoin)
    assert [(one.day, one.close) for one in found] == [(one[1], one[5]) for one in sorted(rows)]
    for one, given_ in zip(found, sorted(rows), strict=True):
        for figure, wanted in zip(
            (one.open, one.high, one.low, one.volume),
            (given_[2], given_[3], given_[4], given_[6]),
            strict=True,
        ):
            assert figure == pytest.approx(wanted, rel=1.5e-7)  # fmt: skip


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_a_reader_sees_each_day_once_before_and_after_the_commit(self):
        asset = make_asset("bitcoin", price=1.0)
        OpenCandle.objects.create(asset=asset, day=NEW_YEAR, close=5.0, source="x")
        with ThreadPoolExecutor(1) as other:
            with transaction.atomic():
                fold_closed_days()
                assert other.submit(elsewhere, stored).result() == stored()
            assert other.submit(elsewhere, stored).result() == stored()
        assert len(stored()) == 1

    def test_writers_of_one_year_lose_nothing(self):
        asset = make_asset("bitcoin", price=1.0)
        weeks = [
            [row(asset, NEW_YEAR + (7 * w + n) * DAY, 1.0 + n) for n in range(7)] for w in range(8)
        ]
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(lambda week: elsewhere(copy_candles, week), weeks)) == [7] * 8
        assert Candle.objects.count() == 56


def elsewhere(job, *arguments):
    try:
        return job(*arguments)
    finally:
        connection.close()
