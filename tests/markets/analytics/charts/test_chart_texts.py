"""A chart as the API and tables read it: digits, instants, openings, and what a screen shows."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from markets.analytics.charts.bars import (
    MOST_POINTS,
    Bars,
    Step,
    beginnings,
    decimal_texts,
    months_between,
    seconds_of,
    shown_places,
    significant_digits,
    step_for,
)
from markets.analytics.charts.chart import Chart
from markets.analytics.charts.periods import Period, opening_day

NAN = np.nan
DAY = 86400
NEW_YEAR = 1_704_067_200  # 1 January 2024


def chart(*closes, step=Step.DAY, **options):
    seconds = NEW_YEAR + np.arange(len(closes), dtype=np.int64) * (
        3600 if step == Step.HOUR else DAY
    )
    series = {"close": np.array(closes, dtype=float), "volume": np.full(len(closes), 1234567.891)}
    return Chart(period=Period.WEEK, step=step, time=seconds, series=series,
                 opening={"close": 0.1}, **options)  # fmt: skip


def test_a_body_has_instants_as_numbers_and_figures_as_decimals():
    body = chart(1.5, NAN, 2.0, digits={"volume": 3}, note="Few.").body()
    assert body["time"] == [NEW_YEAR, NEW_YEAR + DAY, NEW_YEAR + 2 * DAY]
    assert body["series"] == {"close": ["1.5", None, "2"], "volume": ["1230000"] * 3}
    assert (body["range"], body["step"], body["currency"], body["note"]) == (
        "7d", "1d", "USD", "Few.",
    )  # fmt: skip
    assert body["opening"] == {"close": "0.1"}  # as the float is written, not as it is stored


def test_points_are_rows_with_days_or_hours_in_utc():
    rows = chart(1.5, NAN).points()
    assert rows == [
        {"time": "2024-01-01", "close": 1.5, "volume": 1234570.0},
        {"time": "2024-01-02", "close": None, "volume": 1234570.0},
    ]
    hours = chart(1.0, 2.0, step=Step.HOUR).points()
    assert [row["time"] for row in hours] == ["2024-01-01 00:00", "2024-01-01 01:00"]


@pytest.mark.parametrize(("every", "closes"), [(1, [1, 2, 3, 4, 5]), (2, [1, 3, 5]), (3, [2, 5])])
def test_some_points_are_evenly_chosen_with_the_last_and_written_as_among_all(every, closes):
    found = chart(1, 2, 3, 4, 5).points("close", every=every)
    assert [point["close"] for point in found] == closes
    assert set(found[0]) == {"time", "close"}
    near = chart(100.0, 100.001, 100.002)  # digits that tell all points apart, not those chosen
    assert near.points(every=2) == near.points()[::2]
    assert chart().points(every=every) == []


def test_a_chart_of_some_series_keeps_their_openings_alone():
    found = chart(1.0, 2.0).only("volume")
    assert (list(found.series), found.opening) == (["volume"], {})
    assert found.change("close") is None


@pytest.mark.parametrize(("now", "change"), [(None, 19.0), (0.2, 1.0), (0.05, -0.5), (0.0, -1.0)])
def test_a_change_is_up_to_now_or_the_last_value(now, change):
    assert chart(1.0, 2.0).change("close", now=now) == pytest.approx(change)


VALUES = st.lists(
    st.one_of(st.just(NAN), st.floats(1e-12, 1e12), st.floats(-1e6, -1e-6)), min_size=1, max_size=30
)


@given(VALUES)
def test_texts_are_decimals_that_a_screen_cannot_tell_from_the_values(values):
    """2,000 lines high: each text lies within a line of its value."""
    series = np.array(values)
    digits = significant_digits(series, least=6)
    texts = decimal_texts(series, digits=digits)
    known = series[np.isfinite(series)]
    line = np.ptp(known) / 2000 if len(known) else 0.0
    for value, text in zip(values, texts, strict=True):
        if not np.isfinite(value):
            assert text is None
            continue
        assert "e" not in text
        assert not ("." in text and text.endswith(("0", ".")))
        apart = abs(float(text) - value)
        assert apart <= max(line, abs(value) * 10.0 ** (1 - digits))


@given(st.lists(st.floats(1e-3, 1e6), min_size=1, max_size=2000), st.integers(1, 3))
def test_a_screen_shows_both_ends_the_extremes_and_not_much_more_than_it_has_room_for(values, n):
    series = [np.roll(np.array(values), shift) for shift in range(n)]
    places = shown_places(*series)
    assert (places[0], places[-1]) == (0, len(values) - 1)
    assert (np.diff(places) > 0).all()
    for one in series:
        assert one[places].min() == one.min()
        assert one[places].max() == one.max()
    assert len(places) <= MOST_POINTS + 1 + 2 * n
    if len(values) <= MOST_POINTS:
        assert len(places) == len(values)


def test_nothing_is_shown_of_nothing():
    assert shown_places(np.array([])).tolist() == []
    assert len(shown_places(np.full(1200, NAN))) <= MOST_POINTS + 1


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2024, 1, 31), date(2024, 1, 1), ["2024-01"]),
        (date(2023, 11, 30), date(2024, 2, 1), ["2023-11", "2023-12", "2024-01", "2024-02"]),
        (date(2024, 2, 1), date(2024, 1, 31), []),
    ],
)
def test_months_from_one_to_another(first, last, months):
    assert [day.isoformat() for day in months_between(first, last)] == [
        f"{one}-01" for one in months
    ]


def test_bars_begin_at_the_step_that_holds_their_instant():
    wednesday = int(seconds_of([date(2024, 2, 14)])[0]) + 13 * 3600 + 59
    expected = {
        Step.HOUR: "2024-02-14T13", Step.TWO_HOURS: "2024-02-14T12", Step.DAY: "2024-02-14T00",
        Step.WEEK: "2024-02-12T00", Step.MONTH: "2024-02-01T00",
    }  # fmt: skip
    for step, begin in expected.items():
        (found,) = beginnings(np.array([wednesday]), step)
        assert str(np.datetime64(int(found), "s"))[:13] == begin, step


def test_bars_since_an_instant_include_it():
    columns = [np.arange(4.0)] * 5
    bars = Bars(NEW_YEAR + DAY * np.arange(4), *columns)
    assert bars.since(NEW_YEAR + DAY).close.tolist() == [1.0, 2.0, 3.0]
    assert bars.since(NEW_YEAR + DAY + 1).close.tolist() == [2.0, 3.0]
    assert len(bars.since(NEW_YEAR + 9 * DAY)) == 0


def test_a_step_is_no_finer_than_asked_and_the_coarsest_holds_any_span():
    assert step_for(MOST_POINTS * 3600, finest=Step.HOUR) == Step.HOUR
    assert step_for(MOST_POINTS * 3600 + 1, finest=Step.HOUR) == Step.TWO_HOURS
    assert step_for(1, finest=Step.WEEK) == Step.WEEK
    assert step_for(1e12, finest=Step.HOUR) == Step.MONTH


@given(st.dates(date(1990, 3, 1), date(2090, 12, 31)))
def test_every_period_opens_before_its_last_day_and_a_month_within_the_month_before(last):
    for period in Period:
        opened = opening_day(period, last=last)
        if opened is None:
            assert period in (Period.ALL, Period.CUSTOM)
            continue
        assert opened < last
    month = opening_day(Period.MONTH, last=last)
    assert (last.year * 12 + last.month) - (month.year * 12 + month.month) == 1
    assert month.day <= last.day
    assert opening_day(Period.YEAR_TO_DATE, last=last) == date(last.year - 1, 12, 31)
