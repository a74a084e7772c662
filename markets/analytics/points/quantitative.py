"""Quantitative data points: risk, reward for it, and how the asset moves with the market."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from markets.analytics import windows
from markets.analytics.panel import View
from markets.analytics.points.base import DAYS, FRACTION, PERCENT, RATIO, DataPoint, Figure, shared
from markets.analytics.points.technical import growth
from markets.analytics.series import YEAR, growth_of, shift, sorted_quantiles
from markets.wording import gettext_noop as _

_ROOT = np.sqrt(YEAR)
BITCOIN, MARKET = "BTC", "market"


def returns(view: View, days: int) -> windows.Moments:
    return windows.moments(view.simple, days=days, rows=view.rows)


def volatility(view: View, days: int) -> np.ndarray:
    """Sample deviation of x × √365."""
    found = view.once(returns, days)
    return view.window(found.deviation() * _ROOT, count=found.count, days=days, before=1)


def variance_of_range(view: View) -> np.ndarray:
    """Garman–Klass variance of a day and that of the move since the last close, of recent days.

    Source: M. Garman and M. Klass, On the Estimation of Security Price Volatilities from
    Historical Data (1980).
    """
    opened, high, low, close = (
        view.recent(prices, days=30) for prices in (view.open, view.high, view.low, view.close)
    )
    overnight = np.log(windows.divide(opened, shift(close, 1)))
    span = np.log(windows.divide(high, low))
    body = np.log(windows.divide(close, opened))
    return overnight**2 + 0.5 * span**2 - (2 * np.log(2) - 1) * body**2


def range_volatility(view: View) -> np.ndarray:
    variance = variance_of_range(view)
    mean = windows.mean(variance, days=30, rows=view.rows)
    count = windows.known(variance, days=30, rows=view.rows)
    return view.window(np.sqrt(np.maximum(mean, 0.0) * YEAR), count=count, days=30, before=1)


def downside(view: View, days: int) -> np.ndarray:
    """√(mean of min(x, 0)²) × √365."""
    losses = np.minimum(view.simple, 0.0) ** 2
    found = np.sqrt(windows.mean(losses, days=days, rows=view.rows)) * _ROOT
    return view.window(found, count=view.once(returns, days).count, days=days, before=1)


def mean_return(view: View, days: int) -> np.ndarray:
    """The mean of x × 365."""
    return view.once(returns, days).mean * YEAR


def drawdown(view: View) -> np.ndarray:
    """The deepest fall from a close to a later one among 365 closes, 0 or less."""
    leaves = (view.close, view.close, np.where(np.isfinite(view.close), 0.0, np.nan))
    _, _, deepest = windows.fold(_deeper, leaves, days=365, rows=view.rows)
    count = windows.known(view.close, days=365, rows=view.rows)
    return view.window(deepest, count=count, days=365)


def _deeper(old: windows.Leaves, new: windows.Leaves) -> windows.Leaves:
    """Highest close, lowest close and deepest fall of two spans, one after the other."""
    across = np.minimum(windows.divide(new[1], old[0]) - 1.0, 0.0)
    deepest = np.fmin(np.fmin(old[2], new[2]), across)
    return np.fmax(old[0], new[0]), np.fmin(old[1], new[1]), deepest


class Tails(NamedTuple):
    """Type-7 quantiles of x over 365 days at 5% and 95%, and the mean at or below the first."""

    low: np.ndarray
    high: np.ndarray
    mean_below: np.ndarray


def tails(view: View) -> Tails:
    low, high, below = (np.full(view.now(view.close).shape, np.nan) for _ in range(3))
    for rows, ordered in windows.ordered(view.simple, days=365, rows=view.rows):
        found = sorted_quantiles(ordered, np.array((0.05, 0.95)))
        low[rows], high[rows] = found[..., 0], found[..., 1]
        is_below = ordered <= low[rows][..., None]
        below[rows] = windows.divide(
            np.where(is_below, ordered, 0.0).sum(axis=-1), is_below.sum(axis=-1)
        )
    count = view.once(returns, 365).count
    return Tails(*(view.window(one, count=count, days=365, before=1) for one in (low, high, below)))


class Shape(NamedTuple):
    skew: np.ndarray
    kurtosis: np.ndarray


def shape(view: View) -> Shape:
    """Population skewness and excess kurtosis of x over 365 days."""
    found = windows.shape(view.simple, days=365, rows=view.rows)
    return Shape(*(view.window(one, count=found[0], days=365, before=1) for one in found[1:]))


def profit_factor(view: View) -> np.ndarray:
    gains, losses = (
        windows.total(one, days=365, rows=view.rows)
        for one in (np.maximum(view.simple, 0.0), np.maximum(-view.simple, 0.0))
    )
    count = view.once(returns, 365).count
    return view.window(windows.divide(gains, losses), count=count, days=365, before=1)


def extreme_return(view: View, extreme: Callable[..., np.ndarray]) -> np.ndarray:
    found = extreme(view.log, days=30, rows=view.rows)
    return view.window(found, count=view.once(returns, 30).count, days=30, before=1)


class Regression(NamedTuple):
    beta: np.ndarray
    alpha: np.ndarray
    idle: np.ndarray


def against_market(view: View) -> Regression:
    """r on the market's r by least squares over 180 days: beta, alpha × 365, residual × √365."""
    line = windows.co_moments(view.market_log[:, None], view.log, days=180, rows=view.rows)
    beta = line.slope()
    alpha = (line.mean_y - beta * line.mean_x) * YEAR
    left = np.maximum(line.yy - beta * line.xy, 0.0)
    residual = np.sqrt(windows.divide(left, line.count - 2)) * _ROOT
    figures = (_with_market(view, one, days=180) for one in (beta, alpha, residual))
    return Regression(*(view.window(one, count=line.count, days=180, before=1) for one in figures))


def correlation_to_market(view: View) -> np.ndarray:
    found = _correlation(view, view.market_simple[:, None])
    return _with_market(view, found, days=90)


def correlation_to_bitcoin(view: View) -> np.ndarray:
    bitcoin = view.bitcoin[:, None]
    found = _correlation(view, growth_of(bitcoin) - 1.0)
    begun = np.logical_or.accumulate(np.isfinite(bitcoin), axis=0)
    return np.where(view.now(begun.cumsum(axis=0)) > 90, found, np.nan)


def _correlation(view: View, other: np.ndarray) -> np.ndarray:
    both = windows.co_moments(other, view.simple, days=90, rows=view.rows)
    return view.window(both.correlation(), count=both.count, days=90, before=1)


def _with_market(view: View, figure: np.ndarray, *, days: int) -> np.ndarray:
    """A figure where the market's own return is known since the window's first day."""
    begun = np.isfinite(view.market_log).cumsum() > 0
    return np.where(view.now(begun.cumsum())[:, None] >= days, figure, np.nan)


def autocorrelation(view: View) -> np.ndarray:
    """Pearson's correlation of the 89 neighbours among 90 days' x."""
    pairs = windows.co_moments(shift(view.simple, 1), view.simple, days=89, rows=view.rows)
    return view.window(pairs.correlation(), count=view.once(returns, 90).count, days=90, before=1)


def hit_rate(view: View) -> np.ndarray:
    """The share of days with x > 0, in per cent."""
    rises = windows.total((view.simple > 0).astype(float), days=90, rows=view.rows)
    count = view.once(returns, 90).count
    return view.window(100.0 * windows.divide(rises, count), count=count, days=90, before=1)


def _point(
    name: str, formula: str, history: int, compute: Figure,
    unit: str = RATIO, *, direction: int = 1, inputs: tuple[str, ...] = (),
) -> DataPoint:  # fmt: skip
    return DataPoint(name, "quantitative", unit, direction, formula, history, compute, inputs)


def _per_deviation(days: int, deviation: Callable[[View, int], np.ndarray]) -> Figure:
    return lambda view: windows.divide(mean_return(view, days), view.once(deviation, days))


QUANTITATIVE = (
    *(
        _point(f"vol_{days}", formula, days + 1, shared(volatility, days), FRACTION, direction=-1)
        for days, formula in (
            (30, _("sd of x over 30 days × √365")), (90, _("sd of x over 90 days × √365")),
            (365, _("sd of x over 365 days × √365")),
        )
    ),
    _point("range_vol_30", _("√(365 × mean over 30 days of ln(o/c₋₁)² + ½ ln(h/l)² − "
           "(2 ln 2 − 1) ln(c/o)²)"), 31, range_volatility, FRACTION, direction=-1,
           inputs=("open", "high", "low")),
    _point("vol_ratio", _("vol_30 ÷ vol_365"), 366, lambda view: windows.divide(
        view.once(volatility, 30), view.once(volatility, 365)), direction=-1),
    _point("downside_90", _("√(mean of min(x, 0)² over 90 days) × √365"), 91,
           lambda view: view.once(downside, 90), FRACTION, direction=-1),
    *(
        _point(f"sharpe_{days}", formula, days + 1, _per_deviation(days, volatility))
        for days, formula in (
            (90, _("mean of x over 90 days × 365 ÷ vol_90")),
            (365, _("mean of x over 365 days × 365 ÷ vol_365")),
        )
    ),
    _point("sortino_365", _("mean of x over 365 days × 365 ÷ downside deviation"), 366,
           _per_deviation(365, downside)),
    _point("calmar_365", _("ret_365d ÷ |max_dd_365|"), 366, lambda view: windows.divide(
        view.once(growth, 365), -view.once(drawdown))),
    _point("max_dd_365", _("deepest fall from a close to a later one, of 365 closes"), 365,
           lambda view: view.once(drawdown), FRACTION),
    _point("var95_365", _("−(5% quantile of x over 365 days)"), 366,
           lambda view: -view.once(tails).low, FRACTION, direction=-1),
    _point("cvar95_365", _("−(mean of the x at or below that quantile)"), 366,
           lambda view: -view.once(tails).mean_below, FRACTION, direction=-1),
    _point("skew_365", _("population skewness of x over 365 days"), 366,
           lambda view: view.once(shape).skew),
    _point("kurt_365", _("population excess kurtosis of x over 365 days"), 366,
           lambda view: view.once(shape).kurtosis, direction=-1),
    _point("tail_ratio_365", _("|95% quantile ÷ 5% quantile| of x over 365 days"), 366,
           lambda view: np.abs(windows.divide(view.once(tails).high, view.once(tails).low))),
    _point("profit_factor_365", _("Σ gains ÷ |Σ losses| of x over 365 days"), 366, profit_factor),
    _point("max_30", _("highest r of 30 days"), 31,
           lambda view: extreme_return(view, windows.highest), FRACTION, direction=-1),
    _point("min_30", _("lowest r of 30 days"), 31,
           lambda view: extreme_return(view, windows.lowest), FRACTION),
    _point("beta_180", _("OLS slope of r on the market's r over 180 days"), 181,
           lambda view: view.once(against_market).beta, direction=-1, inputs=(MARKET,)),
    _point("alpha_180", _("its intercept × 365"), 181,
           lambda view: view.once(against_market).alpha, FRACTION, inputs=(MARKET,)),
    _point("idio_vol_180", _("√(Σ residuals² ÷ (n − 2)) × √365"), 181,
           lambda view: view.once(against_market).idle, FRACTION, direction=-1,
           inputs=(MARKET,)),
    _point("corr_btc_90", _("correlation of x with Bitcoin's over 90 days"), 91,
           correlation_to_bitcoin, direction=-1, inputs=(BITCOIN,)),
    _point("corr_mkt_90", _("correlation of x with the market's over 90 days"), 91,
           correlation_to_market, direction=-1, inputs=(MARKET,)),
    _point("autocorr_90", _("correlation of x with that of the day before, within 90 days"), 91,
           autocorrelation),
    _point("hit_90", _("share of x > 0 among 90 days"), 91, hit_rate, PERCENT),
    _point("age_days", _("days since the first close"), 1,
           lambda view: np.where(np.isfinite(view.now(view.close)),
                                 view.now(view.age).astype(float), np.nan), DAYS),
)  # fmt: skip
