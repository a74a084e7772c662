"""Indicators of one asset's days beside the bars of its chart, as the data points compute them."""

from collections.abc import Iterable

import numpy as np

from markets.analytics.charts.bars import Bars, Step, beginnings
from markets.analytics.panel import Panel, View
from markets.analytics.points.indicators import indicator, talib_lines
from markets.analytics.points.technical import average

DAY_SECONDS = 86400
# What a chart offers, by name, and the series that each consists of. All are of days.
INDICATORS = {
    "sma_50": ("sma_50",),
    "sma_200": ("sma_200",),
    "ema_20": ("ema_20",),
    "rsi_14": ("rsi_14",),
    "macd": ("macd", "macd_signal", "macd_hist"),
}
_SIMPLE = {"sma_50": 50, "sma_200": 200}


def indicator_series(
    days: Bars, time: np.ndarray, *, step: Step, names: Iterable[str]
) -> dict[str, np.ndarray]:
    """The indicators named, one value for each bar that begins at `time`, NaN where unknown.

    `days` are every day of the asset, NaN where there is none. A bar of several days has the value
    of its last, an hour that of the day before: its own has not closed.
    """
    view = View(_panel(days))
    series = {part: _of_days(view, part) for name in names for part in INDICATORS[name]}
    return {part: _sampled(days.time, values, time, step=step) for part, values in series.items()}


def _of_days(view: View, part: str) -> np.ndarray:
    if part in _SIMPLE:
        return view.once(average, _SIMPLE[part])[:, 0]
    if part == "rsi_14":
        return indicator(part)(view)[:, 0]
    return view.once(talib_lines)[part][:, 0]


def _panel(days: Bars) -> Panel:
    """One asset as a panel."""

    def column(values: np.ndarray) -> np.ndarray:
        return np.ascontiguousarray(values[:, None])

    return Panel(
        days=days.time.astype("datetime64[s]").astype("datetime64[D]"),
        assets=("",), kinds=("",), categories=(frozenset(),), extras={},
        open=column(days.open), high=column(days.high), low=column(days.low),
        close=column(days.close), volume=column(days.volume),
    )  # fmt: skip


def _sampled(days: np.ndarray, values: np.ndarray, time: np.ndarray, *, step: Step) -> np.ndarray:
    """The values of days at the bars of a chart."""
    if step in (Step.HOUR, Step.TWO_HOURS):
        places = np.searchsorted(days, time - time % DAY_SECONDS) - 1
    else:
        begun = beginnings(days, step)
        is_last = np.append(begun[1:] != begun[:-1], True)
        lasts = np.flatnonzero(is_last)
        places = lasts[np.minimum(np.searchsorted(begun[lasts], time), len(lasts) - 1)]
    return np.where(places >= 0, values[places], np.nan)
