"""Indicators of a chart: those that the data points have, at the bars of any step."""

import numpy as np
import pytest
import talib

from markets.analytics.charts.bars import Bars, Step, resample
from markets.analytics.charts.indicators import INDICATORS, indicator_series

DAY, HOUR = 86400, 3600
# A Monday.
BEGUN = 19_000 * DAY - (19_000 * DAY - 4 * DAY) % (7 * DAY)


@pytest.fixture
def days() -> Bars:
    close = np.exp(np.random.default_rng(3).normal(0, 0.03, 400).cumsum()) * 0.004
    time = BEGUN + DAY * np.arange(400)
    return Bars(time, close, close * 1.01, close * 0.99, close, close * 1e9)


def test_each_day_has_what_talib_says_of_its_closes(days):
    found = indicator_series(days, days.time, step=Step.DAY, names=INDICATORS)
    close = days.close
    macd, signal, histogram = talib.MACD(close * 2**26, 12, 26, 9)
    expected = {
        "sma_50": talib.SMA(close, 50), "sma_200": talib.SMA(close, 200),
        "ema_20": talib.EMA(close, 20), "rsi_14": talib.RSI(close * 2**26, 14),
        "macd": macd / 2**26, "macd_signal": signal / 2**26, "macd_hist": histogram / 2**26,
    }  # fmt: skip
    assert found.keys() == expected.keys()
    for name, values in found.items():
        np.testing.assert_allclose(values, expected[name], rtol=1e-9, err_msg=name)


def test_a_week_has_the_value_of_its_last_day(days):
    weeks = resample(days, Step.WEEK)
    (found,) = indicator_series(days, weeks.time, step=Step.WEEK, names=["sma_50"]).values()
    daily = talib.SMA(days.close, 50)
    assert found[20] == pytest.approx(daily[7 * 20 + 6])
    # The last week has begun: its value is that of the last day there is.
    assert found[-1] == pytest.approx(daily[-1])


def test_an_hour_has_the_value_of_the_day_before(days):
    time = days.time[300] + HOUR * np.arange(48)
    (found,) = indicator_series(days, time, step=Step.HOUR, names=["ema_20"]).values()
    daily = talib.EMA(days.close, 20)
    np.testing.assert_allclose(found[:24], daily[299])
    np.testing.assert_allclose(found[24:], daily[300])


def test_no_indicator_knows_the_days_after_its_own(days):
    cut = Bars(*(getattr(days, name)[:300] for name in Bars.__slots__))
    for names in INDICATORS:
        whole = indicator_series(days, days.time, step=Step.DAY, names=[names])
        early = indicator_series(cut, cut.time, step=Step.DAY, names=[names])
        for name, values in early.items():
            np.testing.assert_array_equal(values, whole[name][:300])


def test_a_short_history_has_no_indicator(days):
    cut = Bars(*(getattr(days, name)[:10] for name in Bars.__slots__))
    found = indicator_series(cut, cut.time, step=Step.DAY, names=INDICATORS)
    assert all(np.isnan(values).all() for values in found.values())
