"""Technical data points: trends, indicators and where the price stands in its range."""

import numpy as np

from markets.analytics import windows
from markets.analytics.panel import View
from markets.analytics.points.base import (
    A_DAY,
    DAYS,
    FRACTION,
    INDEX,
    RATIO,
    DataPoint,
    Figure,
    figure,
    shared,
)
from markets.analytics.points.indicators import indicator
from markets.analytics.series import shift
from markets.wording import gettext_noop as _


def growth(view: View, days: int) -> np.ndarray:
    """c ÷ c of `days` before − 1."""
    change = windows.divide(view.now(view.close), view.ago(view.close, days=days)) - 1.0
    count = windows.known(view.close, days=days + 1, rows=view.rows)
    return view.window(change, count=count, days=days + 1)


def growth_this_year(view: View) -> np.ndarray:
    """c ÷ the last close of the year before − 1."""
    row = np.arange(len(view.close)) - days_of_year(view)
    start = np.maximum(row, 0)
    before = np.where((row >= 0)[:, None], view.close[start], np.nan)
    change = view.now(windows.divide(view.close, before) - 1.0)
    running = np.zeros((len(view.close) + 1, view.close.shape[1]))
    np.cumsum(np.isfinite(view.close), axis=0, out=running[1:])
    known = view.now(running[1:] - running[start])
    days = view.now(days_of_year(view))[:, None] + 1
    return np.where(known >= windows.LEAST_KNOWN * days, change, np.nan)


def days_of_year(view: View) -> np.ndarray:
    """(T,) How many days ago the year before ended: 1 on 1 January."""
    days = view.panel.days
    return (days - days.astype("datetime64[Y]").astype("datetime64[D]")).astype(int) + 1


def average(view: View, days: int) -> np.ndarray:
    """The mean close of `days`."""
    count = windows.known(view.close, days=days, rows=view.rows)
    total = windows.total(view.close, days=days, rows=view.rows)
    return view.window(windows.divide(total, count), count=count, days=days)


def gap_to_average(view: View, days: int) -> np.ndarray:
    return windows.divide(view.now(view.close), view.once(average, days)) - 1.0


def average_cross(view: View) -> np.ndarray:
    return windows.divide(view.once(average, 50), view.once(average, 200)) - 1.0


def bollinger_bands(view: View) -> tuple[np.ndarray, np.ndarray]:
    """The close's place between the bands, and their width ÷ the mean close of 20 days.

    They lie 2 population deviations from it, as TA-Lib's do, whose running sums of squares would
    carry the prices of before a crash into the days after it.
    """
    band = windows.moments(view.close, days=20, rows=view.rows)
    width = np.where(band.count == 20, 4.0 * band.deviation(lost=0), np.nan)
    place = 0.5 + windows.divide(view.now(view.close) - band.mean, width)
    return place, windows.divide(width, band.mean)


def volume_balance_slope(view: View) -> np.ndarray:
    """Least-squares slope of on-balance volume over 30 days ÷ mean volume.

    The balance is the sum of signed volumes, so its slope is a weighted sum of those after the
    window's first day.
    """
    days, volume = 30, view.panel.volume
    change = np.sign(view.recent(view.simple, days=days))
    signed = np.nan_to_num(change * view.recent(volume, days=days))
    place = np.arange(days) - (days - 1) / 2
    weights = place[::-1].cumsum()[::-1] / (place**2).sum()
    slope = sum(weights[day] * view.now(shift(signed, days - 1 - day)) for day in range(1, days))
    found = windows.divide(slope, windows.mean(volume, days=days, rows=view.rows))
    count = windows.known(volume, days=days, rows=view.rows)
    is_one_run = windows.known(view.close, days=days, rows=view.rows) == days
    return np.where(is_one_run, view.window(found, count=count, days=days), np.nan)


def extremes(view: View, days: int) -> tuple[np.ndarray, np.ndarray]:
    """The lowest and highest close of `days`."""
    count = windows.known(view.close, days=days, rows=view.rows)
    low, high = (
        view.window(extreme(view.close, days=days, rows=view.rows), count=count, days=days)
        for extreme in (windows.lowest, windows.highest)
    )
    return low, high


def channel_position(view: View) -> np.ndarray:
    low, high = view.once(extremes, 55)
    return windows.divide(view.now(view.close) - low, high - low)


def from_extreme(view: View, which: int) -> np.ndarray:
    return windows.divide(view.now(view.close), view.once(extremes, 365)[which]) - 1.0


def from_all_time_high(view: View) -> np.ndarray:
    return windows.divide(view.now(view.close), view.now(view.peak)) - 1.0


def days_since_high(view: View) -> np.ndarray:
    """Days since the highest close of 365; of several the latest."""
    price = np.where(np.isfinite(view.close), view.close, -np.inf)
    day = np.broadcast_to(np.arange(len(price), dtype=float)[:, None], price.shape)
    _, found = windows.fold(_later_high, (price, day), days=365, rows=view.rows)
    count = windows.known(view.close, days=365, rows=view.rows)
    return view.window(view.now(day) - found, count=count, days=365)


def _later_high(old: windows.Leaves, new: windows.Leaves) -> windows.Leaves:
    is_new = new[0] >= old[0]
    return np.where(is_new, new[0], old[0]), np.where(is_new, new[1], old[1])


def trend(view: View) -> tuple[np.ndarray, np.ndarray]:
    """Slope a day and R² of the least-squares line of ln c over 90 days."""
    day = np.arange(len(view.close), dtype=float)[:, None]
    line = windows.co_moments(day, np.log(view.close), days=90, rows=view.rows)
    slope, fit = (
        view.window(figure, count=line.count, days=90)
        for figure in (line.slope(), line.correlation() ** 2)
    )
    return slope, fit


def _point(
    name: str, formula: str, history: int, compute: Figure,
    unit: str = FRACTION, *, direction: int = 1,
) -> DataPoint:  # fmt: skip
    return DataPoint(name, "technical", unit, direction, formula, history, compute)


def _of_ranges(
    name: str, formula: str, history: int, unit: str = INDEX, *,
    direction: int = 1, inputs: tuple[str, ...] = (),
) -> DataPoint:  # fmt: skip
    """An indicator of highs and lows, which begins anew after a day without them."""
    return DataPoint(
        name, "technical", unit, direction, formula, history, indicator(name),
        ("high", "low", *inputs), is_unbroken=True,
    )  # fmt: skip


TECHNICAL = (
    *(
        _point(f"ret_{days}d", formula, days + 1, shared(growth, days))
        for days, formula in (
            (1, _("c ÷ c of the day before − 1")), (7, _("c ÷ c of 7 days before − 1")),
            (14, _("c ÷ c of 14 days before − 1")), (30, _("c ÷ c of 30 days before − 1")),
            (90, _("c ÷ c of 90 days before − 1")), (180, _("c ÷ c of 180 days before − 1")),
            (365, _("c ÷ c of 365 days before − 1")),
        )
    ),
    _point("ret_ytd", _("c ÷ the last close of the year before − 1"), 2, growth_this_year),
    *(
        _point(f"sma_gap_{days}", f"c ÷ SMA({days}) − 1", days,
               figure(gap_to_average, days))
        for days in (20, 50, 200)
    ),
    _point("sma_cross", "SMA(50) ÷ SMA(200) − 1", 200, average_cross),
    _point("rsi_14", "TA-Lib RSI(14)", 15, indicator("rsi_14"), INDEX),
    _point("macd_hist", _("TA-Lib MACD(12, 26, 9) histogram ÷ c"), 34, indicator("macd_hist")),
    _of_ranges("adx_14", "TA-Lib ADX(14)", 28),
    _of_ranges("di_spread_14", "TA-Lib PLUS_DI(14) − MINUS_DI(14)", 15),
    _of_ranges("atr_14", "TA-Lib ATR(14) ÷ c", 15, FRACTION, direction=-1),
    _point("bb_pos_20", _("(c − lower) ÷ (upper − lower) of TA-Lib BBANDS(20, 2, 2)"), 20,
           lambda view: view.once(bollinger_bands)[0]),
    _point("bb_width_20", _("(upper − lower) ÷ middle of TA-Lib BBANDS(20, 2, 2)"), 20,
           lambda view: view.once(bollinger_bands)[1], direction=-1),
    _of_ranges("stoch_k_14", "TA-Lib STOCHF(14) %K", 14),
    _of_ranges("mfi_14", "TA-Lib MFI(14)", 15, inputs=("volume",)),
    _of_ranges("cci_20", "TA-Lib CCI(20)", 20),
    _of_ranges("aroon_25", "TA-Lib AROONOSC(25)", 26),
    DataPoint("obv_slope_30", "technical", RATIO, 1,
              _("OLS slope a day of TA-Lib OBV over 30 days ÷ mean volume of 30 days"),
              30, volume_balance_slope, ("volume",)),
    _point("donchian_pos_55", _("(c − min) ÷ (max − min) of 55 closes"), 55, channel_position),
    _point("trend_slope_90", _("OLS slope of ln c on the day, 90 closes"), 90,
           lambda view: view.once(trend)[0], A_DAY),
    _point("trend_r2_90", _("R² of that line"), 90, lambda view: view.once(trend)[1], RATIO),
    _point("from_high_365", _("c ÷ highest of 365 closes − 1"), 365,
           lambda view: from_extreme(view, 1)),
    _point("from_low_365", _("c ÷ lowest of 365 closes − 1"), 365,
           lambda view: from_extreme(view, 0)),
    _point("from_ath", _("c ÷ highest close so far − 1"), 1, from_all_time_high),
    _point("days_since_high_365", _("days since the highest of 365 closes, the latest of equals"),
           365, days_since_high, DAYS, direction=-1),
)  # fmt: skip
