"""TA-Lib's indicators over every run of days: each begins at the first row after the last gap."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from markets.analytics.panel import View
from markets.analytics.windows import divide

Columns = Sequence[np.ndarray]

# TA-Lib takes differences under 1e-14, and money flows under 1, for 0. A run's prices are scaled
# by a power of two to begin near 2²⁰, which is exact, so that a cheap coin loses no figure.
_FIRST_PRICE = 20


def talib_indicators(view: View) -> Mapping[str, np.ndarray]:
    """Arrays (R, N) by data point; a day without high and low ends a run of those that use them."""
    has_close = np.isfinite(view.close)
    has_range = has_close & np.isfinite(view.high) & np.isfinite(view.low)
    is_recorded = np.isfinite(view.panel.close)
    has_volume = has_range & (np.isfinite(view.panel.volume) | ~is_recorded)
    volume = np.where(is_recorded, view.panel.volume, 0.0)
    prices = (view.high, view.low, view.close)
    close, rsi, macd, upper, middle, lower = _over_runs(view, has_close, _of_closes, prices[2:])
    of_range, atr, adx, plus, minus, stochastic, cci, aroon = _over_runs(
        view, has_range, _of_ranges, prices
    )
    (mfi,) = _over_runs(view, has_volume, _of_volumes, prices, volume)
    return {
        "rsi_14": rsi,
        "macd_hist": macd / close,
        "adx_14": adx,
        "di_spread_14": plus - minus,
        "atr_14": atr / of_range,
        "bb_pos_20": divide(close - lower, upper - lower),
        "bb_width_20": (upper - lower) / middle,
        "stoch_k_14": stochastic,
        "mfi_14": mfi,
        "cci_20": cci,
        "aroon_25": aroon,
    }


def indicator(name: str) -> Callable[[View], np.ndarray]:
    """The `compute` of a data point that is one of these."""
    return lambda view: view.once(talib_indicators)[name]


def _of_closes(close: np.ndarray) -> Columns:
    import talib  # noqa: PLC0415 - only workers and commands compute; the web reads the registry

    macd = talib.MACD(close, 12, 26, 9)[2]
    return close, talib.RSI(close, 14), macd, *talib.BBANDS(close, 20, 2.0, 2.0, 0)


def _of_ranges(high: np.ndarray, low: np.ndarray, close: np.ndarray) -> Columns:
    import talib  # noqa: PLC0415 - as above

    return (
        close,
        talib.ATR(high, low, close, 14),
        talib.ADX(high, low, close, 14),
        talib.PLUS_DI(high, low, close, 14),
        talib.MINUS_DI(high, low, close, 14),
        talib.STOCHF(high, low, close, 14, 1, 0)[0],
        talib.CCI(high, low, close, 20),
        talib.AROONOSC(high, low, 25),
    )


def _of_volumes(
    high: np.ndarray, low: np.ndarray, close: np.ndarray, volume: np.ndarray
) -> Columns:
    import talib  # noqa: PLC0415 - as above

    return (talib.MFI(high, low, close, volume, 14),)


_FIGURES = {_of_closes: 6, _of_ranges: 8, _of_volumes: 1}


def _over_runs(
    view: View,
    is_known: np.ndarray,
    compute: Callable[..., Columns],
    prices: Columns,
    *others: np.ndarray,
) -> np.ndarray:
    """compute(*scaled prices, *others) of every run of an asset that reaches into the wanted days.

    (figures, R, N), NaN outside of runs.
    """
    rows = len(view.now(is_known))
    first = len(is_known) - rows
    figures = np.full((_FIGURES[compute], is_known.shape[1], rows), np.nan)
    known = np.ascontiguousarray(is_known.T)
    columns = [np.ascontiguousarray(column.T) for column in (*prices, *others)]
    scale = _scale(known, columns[len(prices) - 1])
    columns[: len(prices)] = [np.ldexp(column, scale) for column in columns[: len(prices)]]
    for asset, start, stop in _runs(known):
        if stop <= first:
            continue
        found = compute(*(column[asset, start:stop] for column in columns))
        if rows == 1:
            for place, values in enumerate(found):
                figures[place, asset, 0] = values[-1]
        else:
            at = slice(max(start, first) - first, stop - first)
            for place, values in enumerate(found):
                figures[place, asset, at] = values[max(first - start, 0) :]
    return figures.transpose(0, 2, 1)


def _scale(known: np.ndarray, close: np.ndarray) -> np.ndarray:
    """(N, T) the power of two by which each day's prices are scaled, that of its run's first."""
    begins = known.copy()
    begins[:, 1:] &= ~known[:, :-1]
    start = np.maximum.accumulate(np.where(begins, np.arange(known.shape[1]), 0), axis=1)
    begun = np.take_along_axis(close, start, axis=1)
    exponent = np.log2(begun, out=np.zeros(begun.shape), where=np.isfinite(begun) & (begun > 0))
    return _FIRST_PRICE - np.rint(exponent).astype(np.int32)


def _runs(known: np.ndarray) -> Iterator[tuple[int, int, int]]:
    """(asset, first day, day after the last) of every unbroken run of days of (N, T)."""
    edges = np.zeros((len(known), known.shape[1] + 2), dtype=np.int8)
    edges[:, 1:-1] = known
    changes = np.diff(edges, axis=1)
    starts, stops = np.argwhere(changes == 1), np.argwhere(changes == -1)
    for (asset, start), (_, stop) in zip(starts.tolist(), stops.tolist(), strict=True):
        yield asset, start, stop
