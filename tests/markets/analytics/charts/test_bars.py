"""Bars gathered into longer steps, and how many points and digits a chart shows."""

from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.analytics.charts.bars import (
    MOST_POINTS,
    Bars,
    Step,
    decimal_texts,
    resample,
    shown_places,
    significant_digits,
    step_for,
)

NAN = float("nan")
DAY = 86400


def second(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def bars_of(*rows) -> Bars:
    """(instant, open, high, low, close, volume) of each bar."""
    time, *figures = zip(*rows, strict=True)
    return Bars(np.array([second(at) for at in time]), *(np.array(one, float) for one in figures))


def rows_of(bars: Bars) -> list[tuple]:
    texts = [f"{datetime.fromtimestamp(at, tz=UTC):%Y-%m-%dT%H}" for at in bars.time.tolist()]
    figures = (bars.open, bars.high, bars.low, bars.close, bars.volume)
    return list(zip(texts, *(one.tolist() for one in figures), strict=True))


# Thursday to Tuesday: two calendar weeks, two months.
DAYS = bars_of(
    ("2024-02-29", 10, 12, 9, 11, 100),
    ("2024-03-01", 11, 15, 10, 14, 200),
    ("2024-03-03", 14, 14.5, 8, 9, 300),
    ("2024-03-04", 9, 9.5, 7, 8, 400),
    ("2024-03-05", 8, 20, 8, 19, 500),
)


def test_weeks_begin_on_mondays_and_gather_their_days():
    assert rows_of(resample(DAYS, Step.WEEK)) == [
        ("2024-02-26T00", 10, 15, 8, 9, 600),
        ("2024-03-04T00", 9, 20, 7, 19, 900),
    ]


def test_months_are_those_of_the_calendar():
    assert rows_of(resample(DAYS, Step.MONTH)) == [
        ("2024-02-01T00", 10, 12, 9, 11, 100),
        ("2024-03-01T00", 11, 20, 7, 19, 1400),
    ]


def test_hours_gather_in_pairs():
    hours = bars_of(
        ("2024-03-01T01", 1, 4, 1, 3, 5), ("2024-03-01T02", 3, 5, 2, 4, 5),
        ("2024-03-01T03", 4, 4, 0.5, 1, 5),
    )  # fmt: skip
    assert rows_of(resample(hours, Step.TWO_HOURS)) == [
        ("2024-03-01T00", 1, 4, 1, 3, 5),
        ("2024-03-01T02", 3, 5, 0.5, 1, 10),
    ]


def test_a_day_with_a_close_alone_is_flat_and_one_without_is_left_out():
    found = resample(
        bars_of(
            ("2024-03-01", NAN, NAN, NAN, 5, NAN), ("2024-03-02", 5, 6, 4, NAN, 9),
            ("2024-03-03", 5, NAN, NAN, 7, NAN),
        ),
        Step.DAY,
    )  # fmt: skip
    assert rows_of(found)[0][:5] == ("2024-03-01T00", 5, 5, 5, 5)
    assert rows_of(found)[1][:5] == ("2024-03-03T00", 5, 7, 5, 7)
    assert np.isnan(found.volume).all()


def test_a_sum_of_volumes_is_of_those_known():
    week = bars_of(("2024-03-04", 1, 1, 1, 1, NAN), ("2024-03-05", 1, 1, 1, 1, 7))
    assert resample(week, Step.WEEK).volume.tolist() == [7]


def test_nothing_stays_nothing():
    empty = Bars(np.array([], np.int64), *(np.array([]) for _ in range(5)))
    assert len(resample(empty, Step.WEEK)) == 0


@st.composite
def many_bars(draw) -> Bars:
    days = sorted(draw(st.sets(st.integers(0, 25_000), min_size=1, max_size=60)))
    price = st.floats(1e-9, 1e9)
    rows = [sorted(draw(st.tuples(price, price, price, price))) for _ in days]
    low, opened, close, high = (np.array(column) for column in zip(*rows, strict=True))
    volume = np.array(draw(st.lists(st.integers(0, 10**9), min_size=len(days), max_size=len(days))))
    return Bars(np.array(days) * DAY, opened, high, low, close, volume.astype(float))


@given(many_bars(), st.sampled_from([Step.DAY, Step.WEEK, Step.MONTH]))
def test_gathered_bars_lose_no_extreme_no_volume_and_no_end(bars, step):
    found = resample(bars, step)
    assert (np.diff(found.time) > 0).all()
    assert found.time[0] <= bars.time[0]
    assert (found.open[0], found.close[-1]) == (bars.open[0], bars.close[-1])
    assert (found.high.max(), found.low.min()) == (bars.high.max(), bars.low.min())
    assert found.volume.sum() == bars.volume.sum()
    assert (found.low <= np.minimum(found.open, found.close)).all()
    assert (found.high >= np.maximum(found.open, found.close)).all()


@given(many_bars())
def test_weeks_of_days_are_weeks_of_days_gathered_before(bars):
    twice = resample(resample(bars, Step.DAY), Step.WEEK)
    assert rows_of(twice) == rows_of(resample(bars, Step.WEEK))


@pytest.mark.parametrize(
    ("days", "finest", "step"),
    [(1, Step.HOUR, "1h"), (7, Step.HOUR, "1h"), (31, Step.HOUR, "2h"), (90, Step.DAY, "1d"),
     (366, Step.DAY, "1d"), (500, Step.DAY, "1d"), (501, Step.DAY, "1w"), (3000, Step.DAY, "1w"),
     (4000, Step.DAY, "1mo"), (99_999, Step.DAY, "1mo")],
)  # fmt: skip
def test_a_span_takes_the_finest_step_that_fits(days, finest, step):
    assert step_for(days * DAY, finest=finest) == step


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=3000))
def test_what_is_shown_has_both_ends_and_every_extreme(values):
    series = np.array(values)
    places = shown_places(series)
    assert len(places) <= MOST_POINTS + 3
    assert places[0] == 0
    assert places[-1] == len(values) - 1
    shown = series[places]
    assert (shown.min(), shown.max()) == (series.min(), series.max())


@pytest.mark.parametrize(
    ("values", "digits"),
    [([], 5), ([3, 3], 5), ([50_000, 70_000], 5), ([0.9995, 1.0005], 7), ([1, 1 + 1e-15], 12),
     ([NAN, 1, 100], 5)],
)  # fmt: skip
def test_digits_tell_prices_apart_that_lie_close_together(values, digits):
    assert significant_digits(np.array(values, float), least=5) == digits


def test_values_are_rounded_to_what_counts():
    values = np.array([61234.5678, 0.000123456789, NAN, -0.05, 0, 999_999_999])
    texts = ["61230", "0.0001235", None, "-0.05", "0", "1000000000"]
    assert decimal_texts(values, digits=4) == texts
