"""Holes, gaps and what is missing: when a data point has no value, and why."""

import numpy as np
import pytest
import talib

from markets.analytics.panel import View
from markets.analytics.points.registry import DATA_POINTS, missing_last, values_of
from tests.markets.analytics.histories import panel_of, simulate


def history(*, days: int = 420, without: slice | None = None, **changes):
    """Columns of one coin; the rows of a slice of days are left out."""
    columns = simulate(coins=2, days=days, seed=5, extras=False)["BTC"] | changes
    keep = np.ones(days, dtype=bool)
    if without is not None:
        keep[without] = False
    return {name: values[keep] for name, values in columns.items()}


def last(columns, name: str):
    """(value, missing) of a data point on the last day."""
    view = View(panel_of({"BTC": columns})).last()
    point = DATA_POINTS[name]
    (values,) = values_of(view, point)
    return values[0], missing_last(view, point, values)[0]


@pytest.mark.parametrize(
    ("name", "days"), [("ret_30d", 31), ("vol_30", 31), ("sma_gap_20", 20), ("max_dd_365", 365)]
)
def test_a_day_too_few_is_missing_history(name, days):
    assert np.isfinite(last(history(days=days), name)[0])
    value, missing = last(history(days=days - 1), name)
    assert (np.isnan(value), missing) == (True, "history")


def test_a_window_across_a_gap_needs_80_percent_of_its_days():
    """A hole of 9 days has 6 beyond those that keep the last close."""
    held, torn = slice(-20, -11), slice(-20, -10)
    assert np.isfinite(last(history(without=held), "sma_gap_50")[0])
    assert np.isfinite(last(history(without=slice(-17, -10)), "sma_gap_20")[0])  # 16 of 20 days
    value, missing = last(history(without=torn), "sma_gap_20")
    assert (np.isnan(value), missing) == (True, "gap")


def test_returns_after_a_gap_count_the_days_that_are_known():
    columns = history(without=slice(-20, -13))  # 4 days without a close, 5 without a return
    view = View(panel_of({"BTC": columns}))
    x = view.simple[-30:, 0]
    assert np.isfinite(x).sum() == 25
    assert last(columns, "vol_30")[0] == pytest.approx(np.nanstd(x, ddof=1) * np.sqrt(365))


def test_indicators_begin_anew_after_a_gap():
    columns = history(without=slice(100, 140))
    close = columns["close"][100:]
    assert last(columns, "rsi_14")[0] == talib.RSI(close, 14)[-1]
    ranges = [columns[name][100:] for name in ("high", "low", "close")]
    assert last(columns, "adx_14")[0] == pytest.approx(talib.ADX(*ranges, 14)[-1], rel=1e-14)


def test_indicators_too_soon_after_a_gap_say_so():
    assert last(history(without=slice(-25, -10)), "rsi_14")[1] == "gap"
    assert last(history(without=slice(-25, -10)), "obv_slope_30")[1] == "gap"


def test_a_short_hole_is_a_flat_candle_without_volume():
    columns = history(without=slice(-6, -4))
    whole = history()
    for name in ("open", "high", "low", "close"):
        whole[name][-6:-4] = whole["close"][-7]
    whole["volume"][-6:-4] = 0.0
    for name in ("rsi_14", "adx_14", "mfi_14", "range_vol_30", "vol_30", "stoch_k_14"):
        assert last(columns, name)[0] == pytest.approx(last(whole, name)[0], rel=1e-12), name
    volume = columns["volume"][-28:]
    assert last(columns, "volume_30")[0] == pytest.approx(volume.mean())
    assert last(columns, "zero_volume_30")[0] == 0.0


def test_a_day_without_high_and_low_has_no_range_made_up():
    columns = history()
    columns["high"][-40], columns["low"][-40] = np.nan, np.nan
    ranges = [columns[name][-39:] for name in ("high", "low", "close")]
    assert last(columns, "atr_14")[0] == pytest.approx(talib.ATR(*ranges, 14)[-1] / ranges[2][-1])
    assert np.isfinite(last(columns, "range_vol_30")[0])


def test_an_asset_in_a_gap_has_no_values():
    columns = history()
    other = {name: values[:-5] for name, values in history().items()}
    view = View(panel_of({"BTC": columns, "OLD": other})).last()
    for point in DATA_POINTS.values():
        (values,) = values_of(view, point)
        assert np.isnan(values[1]), point.id
        assert missing_last(view, point, values)[1] in ("gap", "not_offered"), point.id


def test_volume_that_is_not_known_is_said():
    columns = history()
    del columns["volume"]
    for name in ("volume_30", "amihud_30", "mfi_14"):
        assert last(columns, name)[1] == "no_volume"
    columns = history()
    columns["volume"][-10:] = np.nan
    assert last(columns, "volume_30")[1] == "no_volume"


def test_figures_that_no_source_offers_or_offers_no_more_are_said():
    columns = history()
    assert last(columns, "tvl")[1] == "not_offered"
    assert last(columns, "stars")[1] == "not_offered"
    columns["tvl"] = np.where(np.arange(420) < 400, 1e9, np.nan)
    assert last(columns, "tvl")[1] == "provider_stale"


def test_x_divided_by_zero_has_no_value_and_nothing_is_missing():
    flat = np.full(420, 5.0)
    columns = history(open=flat, high=flat, low=flat, close=flat)
    for name in ("sharpe_90", "bb_pos_20", "donchian_pos_55", "calmar_365", "vol_ratio"):
        value, missing = last(columns, name)
        assert (np.isnan(value), missing) == (True, None), name
    assert last(columns, "vol_90")[0] == 0.0
    assert last(columns, "max_dd_365")[0] == 0.0


def test_a_cheap_coin_loses_no_figure_to_rounding():
    columns = history()
    cheap = {name: values * 2.0**-60 if name in ("open", "high", "low", "close") else values
             for name, values in columns.items()}  # fmt: skip
    for name in ("rsi_14", "macd_hist", "bb_width_20", "cci_20", "mfi_14", "adx_14", "atr_14"):
        assert last(cheap, name)[0] == last(columns, name)[0], name


@pytest.mark.parametrize("unit", [1.0, 3.0, 1e-7 / 3])
def test_bands_of_a_calm_after_a_crash_know_nothing_of_the_prices_before(unit):
    """A fall to a hundred-millionth: running sums of squares would keep noise of old prices."""
    columns = history()
    for name in ("open", "high", "low", "close"):
        columns[name][-60:] *= 1e-8
        columns[name] *= unit
    band = columns["close"][-20:]
    middle, deviation = band.mean(), band.std()
    assert last(columns, "bb_width_20")[0] == pytest.approx(4 * deviation / middle, rel=1e-12)
    place = (band[-1] - middle + 2 * deviation) / (4 * deviation)
    assert last(columns, "bb_pos_20")[0] == pytest.approx(place, rel=1e-12)
    for name in ("open", "high", "low", "close"):
        columns[name][-20:] = columns["close"][-1]
    assert last(columns, "bb_width_20")[0] == 0.0
    assert last(columns, "bb_pos_20") == (pytest.approx(np.nan, nan_ok=True), None)


def test_data_points_worked_out_by_hand():
    """Closes of 1, 2, …, 400: each return, slope and range is plain."""
    closes = np.arange(1.0, 401.0)
    columns = history(days=400, open=closes, high=closes + 1, low=closes - 0.5, close=closes,
                      volume=np.full(400, 1e6))  # fmt: skip
    expected = {
        "ret_1d": 400 / 399 - 1,
        "ret_ytd": 400 / 366 - 1,  # 2020 has 366 days
        "sma_gap_20": 400 / 390.5 - 1,
        "sma_cross": 375.5 / 300.5 - 1,
        "rsi_14": 100.0,
        "stoch_k_14": 100 * (400 - 386.5) / (401 - 386.5),
        "aroon_25": 100.0,
        "atr_14": 2.0 / 400,  # each day's high lies 2 above the close before
        "obv_slope_30": 1.0,
        "donchian_pos_55": 1.0,
        "from_high_365": 0.0,
        "from_low_365": 400 / 36 - 1,
        "from_ath": 0.0,
        "days_since_high_365": 0.0,
        "max_dd_365": 0.0,
        "hit_90": 100.0,
        "max_30": np.log(371 / 370),
        "min_30": np.log(400 / 399),
        "age_days": 399.0,
        "volume_30": 1e6,
        "volume_trend": 0.0,
        "zero_volume_30": 0.0,
        "amihud_30": np.log(400 / 370) / 30 / 1e6,
    }
    found = {name: last(columns, name)[0] for name in expected}
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-15)
