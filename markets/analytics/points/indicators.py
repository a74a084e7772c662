"""TA-Lib's indicators over every run of days: each begins at the first row after the last gap."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from markets.analytics.panel import View
from markets.analytics.windows import divide

Columns = Sequence[np.ndarray]
Figures = Iterator[tuple[str, np.ndarray]]

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
    return {
        **_over_runs(view, has_close, _of_closes, prices=(view.close,)),
        **_over_runs(view, has_range, _of_ranges, prices=prices),
        **_over_runs(view, has_volume, _of_volumes, prices=prices, others=(volume,)),
    }


def indicator(name: str) -> Callable[[View], np.ndarray]:
    """The `compute` of a data point that is one of these."""

    def compute(view: View) -> np.ndarray:
        found = view.once(talib_indicators).get(name)
        return np.full(view.now(view.close).shape, np.nan) if found is None else found

    return compute


def _of_closes(close: np.ndarray) -> Figures:
    import talib  # noqa: PLC0415 - only workers and commands compute; the web reads the registry

    upper, middle, lower = talib.BBANDS(close, 20, 2.0, 2.0, 0)
    width = upper - lower
    yield "rsi_14", talib.RSI(close, 14)
    yield "macd_hist", talib.MACD(close, 12, 26, 9)[2] / close
    yield "bb_pos_20", divide(close - lower, width)
    yield "bb_width_20", width / middle


def _of_ranges(high: np.ndarray, low: np.ndarray, close: np.ndarray) -> Figures:
    import talib  # noqa: PLC0415 - as above

    prices = (high, low, close)
    yield "adx_14", talib.ADX(*prices, 14)
    yield "di_spread_14", talib.PLUS_DI(*prices, 14) - talib.MINUS_DI(*prices, 14)
    yield "atr_14", talib.ATR(*prices, 14) / close
    yield "stoch_k_14", talib.STOCHF(*prices, 14, 1, 0)[0]
    yield "cci_20", talib.CCI(*prices, 20)
    yield "aroon_25", talib.AROONOSC(high, low, 25)


def _of_volumes(
    high: np.ndarray, low: np.ndarray, close: np.ndarray, volume: np.ndarray
) -> Figures:
    import talib  # noqa: PLC0415 - as above

    yield "mfi_14", talib.MFI(high, low, close, volume, 14)


def _over_runs(
    view: View,
    is_known: np.ndarray,
    compute: Callable[..., Figures],
    *,
    prices: Columns,
    others: Columns = (),
) -> dict[str, np.ndarray]:
    """compute(*prices, *others) over every run of an asset that reaches into the wanted days."""
    first = len(is_known) - len(view.now(is_known))
    figures = defaultdict(lambda: np.full((is_known.shape[1], len(is_known) - first), np.nan))
    prices = [np.ascontiguousarray(column.T) for column in prices]
    others = [np.ascontiguousarray(column.T) for column in others]
    for asset, start, stop in _runs(is_known):
        if stop <= first:
            continue
        scale = _FIRST_PRICE - round(np.log2(prices[-1][asset, start]))
        run = [np.ldexp(column[asset, start:stop], scale) for column in prices]
        run += [column[asset, start:stop] for column in others]
        at = slice(max(start, first) - first, stop - first)
        for name, values in compute(*run):
            figures[name][asset, at] = values[max(first - start, 0) :]
    return {name: values.T for name, values in figures.items()}


def _runs(is_known: np.ndarray) -> Iterator[tuple[int, int, int]]:
    """(asset, first day, day after the last) of every unbroken run of days."""
    edges = np.zeros((is_known.shape[1], len(is_known) + 2), dtype=np.int8)
    edges[:, 1:-1] = is_known.T
    changes = np.diff(edges, axis=1)
    for (asset, start), (_, stop) in zip(
        np.argwhere(changes == 1), np.argwhere(changes == -1), strict=True
    ):
        yield int(asset), int(start), int(stop)
