"""Liquidity data points: how much can be traded, and at what cost."""

import numpy as np

from markets.analytics import windows
from markets.analytics.panel import View
from markets.analytics.points.base import (
    CANDLES,
    COUNT,
    DOLLARS,
    FRACTION,
    PER_DOLLAR,
    PERCENT,
    RATIO,
    DataPoint,
    Figure,
)
from markets.analytics.series import shift
from markets.wording import gettext_noop as _

_VENUES = _("CoinGecko tickers")


def volume_trend(view: View) -> np.ndarray:
    """ln of mean volume of 7 days over that of 90."""
    short, long = (mean_volume(view, days) for days in (7, 90))
    return log_ratio(short, long)


def log_ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """ln(above ÷ below); NaN where either is not above 0."""
    ratio = windows.divide(above, below)
    return np.log(np.where(ratio > 0, ratio, np.nan))


def mean_volume(view: View, days: int) -> np.ndarray:
    volume = view.panel.volume
    count = windows.known(volume, days=days, rows=view.rows)
    return view.window(windows.mean(volume, days=days, rows=view.rows), count=count, days=days)


def illiquidity(view: View) -> np.ndarray:
    """Mean of |r| ÷ dollar volume over 30 days; days without volume are left out.

    Source: Y. Amihud, Illiquidity and Stock Returns (2002).
    """
    log, volume = (view.recent(one, days=30) for one in (view.log, view.panel.volume))
    impact = windows.divide(np.abs(log), volume)
    found = windows.mean(impact, days=30, rows=view.rows)
    count = windows.known(view.panel.volume, days=30, rows=view.rows)
    return view.window(found, count=count, days=30, before=1)


def silent_days(view: View) -> np.ndarray:
    """The share of days with a volume of 0, in per cent of those whose volume is known."""
    silent = windows.total((view.panel.volume == 0).astype(float), days=30, rows=view.rows)
    count = windows.known(view.panel.volume, days=30, rows=view.rows)
    return view.window(100.0 * windows.divide(silent, count), count=count, days=30)


def spread(view: View) -> np.ndarray:
    """The mean over 30 days of the spread that highs and lows of two days tell, negatives as 0.

    Source: S. Corwin and P. Schultz, A Simple Way to Estimate Bid-Ask Spreads from Daily High and
    Low Prices (2012), without their correction for closed nights.
    """
    highs, lows = (view.recent(prices, days=30) for prices in (view.high, view.low))
    day = np.log(windows.divide(highs, lows)) ** 2
    both = day + shift(day, 1)
    high = np.maximum(highs, shift(highs, 1))
    wide = np.log(windows.divide(high, np.minimum(lows, shift(lows, 1)))) ** 2
    share = 3.0 - 2.0 * np.sqrt(2.0)
    alpha = (np.sqrt(2.0 * both) - np.sqrt(both)) / share - np.sqrt(wide / share)
    found = np.maximum(2.0 * np.expm1(alpha) / (1.0 + np.exp(alpha)), 0.0)
    count = windows.known(found, days=30, rows=view.rows)
    return view.window(windows.mean(found, days=30, rows=view.rows), count=count, days=30, before=1)


def turnover(view: View) -> np.ndarray:
    return windows.divide(view.now(view.volume_30), view.now(view.cap))


def given(name: str) -> Figure:
    """The `compute` of a figure that a source gives as it is."""
    return lambda view: np.where(np.isfinite(view.now(view.close)), view.level_now(name), np.nan)


def _point(
    name: str, formula: str, history: int, compute: Figure, unit: str, *,
    direction: int = 1, inputs: tuple[str, ...] = ("volume",), source: str = CANDLES,
    is_size_bound: bool = False, is_unbroken: bool = False,
) -> DataPoint:  # fmt: skip
    return DataPoint(
        name, "liquidity", unit, direction, formula, history, compute, inputs, source,
        is_size_bound, is_unbroken=is_unbroken,
    )  # fmt: skip


LIQUIDITY = (
    _point("volume_30", _("mean dollar volume of 30 days"), 30,
           lambda view: view.now(view.volume_30), DOLLARS, is_size_bound=True),
    _point("volume_trend", _("ln(mean volume of 7 days ÷ mean volume of 90 days)"), 90,
           volume_trend, FRACTION, is_unbroken=True),
    _point("amihud_30", _("mean of |r| ÷ dollar volume over 30 days with volume"), 31, illiquidity,
           PER_DOLLAR, direction=-1, is_size_bound=True),
    _point("zero_volume_30", _("share of days without volume among 30"), 30, silent_days, PERCENT,
           direction=-1),
    _point("spread_30", _("mean over 30 days of Corwin–Schultz spreads, negatives as 0"), 31,
           spread, FRACTION, direction=-1, inputs=("high", "low")),
    _point("turnover_30", _("volume_30 ÷ cap"), 30, turnover, RATIO,
           inputs=("volume", "market_cap|circulating_supply"), source="CoinGecko",
           is_size_bound=True),
    _point("venues", _("how many venues trade it"), 1, given("venues"), COUNT, inputs=("venues",),
           source=_VENUES),
    _point("top_venue_share", _("the largest venue's share of volume"), 1, given("top_venue_share"),
           PERCENT, direction=-1, inputs=("top_venue_share",), source=_VENUES),
)  # fmt: skip
