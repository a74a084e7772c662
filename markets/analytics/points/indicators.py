"""TA-Lib's indicators over every run of days: each begins at the first row after the last gap."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from markets.analytics.panel import View
from markets.analytics.points.base import Figure

Columns = Sequence[np.ndarray]

# TA-Lib takes differences under 1e-14, and money flows under 1, for 0. A run's prices are scaled
# by a power of two to begin near 2²⁰, which is exact, so that a cheap coin loses no figure.
_FIRST_PRICE = 20


def talib_indicators(view: View) -> Mapping[str, np.ndarray]:
    """Arrays (R, N) by data point; a day without high and low ends a run of those that use them."""
    known = np.isfinite(view.close)
    prices = _scaled(known, view.high, view.low, view.close)
    high, low, close = prices
    has_range = np.isfinite(high) & np.isfinite(low) & np.isfinite(close)
    is_recorded = np.isfinite(view.panel.close)
    volume = np.ascontiguousarray(np.where(is_recorded, view.panel.volume, 0.0).T)
    has_volume = has_range & np.isfinite(volume)
    rows = len(view.now(known))
    rsi, macd = _over_runs(_of_closes, known.T, (close,), rows=rows)
    atr, adx, plus, minus, stochastic, cci, aroon = _over_runs(
        _of_ranges, has_range, prices, rows=rows
    )
    (mfi,) = _over_runs(_of_volumes, has_volume, (*prices, volume), rows=rows)
    close = close[:, -rows:].T
    return {
        "rsi_14": rsi,
        "macd_hist": macd / close,
        "adx_14": adx,
        "di_spread_14": plus - minus,
        "atr_14": atr / close,
        "stoch_k_14": stochastic,
        "mfi_14": mfi,
        "cci_20": cci,
        "aroon_25": aroon,
    }


def talib_lines(view: View) -> Mapping[str, np.ndarray]:
    """What a chart draws beside prices, in their unit: arrays (R, N) by name."""
    known = np.isfinite(view.close)
    (close,) = _scaled(known, view.close)
    rows = len(view.now(known))
    found = _over_runs(_lines_of_closes, known.T, (close,), rows=rows)
    scale = view.now(view.close) / close[:, -rows:].T
    return dict(zip(("ema_20", "macd", "macd_signal", "macd_hist"), found * scale, strict=True))


def indicator(name: str) -> Figure:
    """The `compute` of a data point that is one of these."""
    return lambda view: view.once(talib_indicators)[name]


def _of_closes(close: np.ndarray) -> Columns:
    import talib  # noqa: PLC0415 - only workers and commands compute; the web reads the registry

    return talib.RSI(close, 14), talib.MACD(close, 12, 26, 9)[2]


def _lines_of_closes(close: np.ndarray) -> Columns:
    import talib  # noqa: PLC0415 - as above

    return talib.EMA(close, 20), *talib.MACD(close, 12, 26, 9)


def _of_ranges(high: np.ndarray, low: np.ndarray, close: np.ndarray) -> Columns:
    import talib  # noqa: PLC0415 - as above

    average = talib.MA_Type.SMA  # type: ignore[attr-defined]  # which its stubs leave out
    return (
        talib.ATR(high, low, close, 14),
        talib.ADX(high, low, close, 14),
        talib.PLUS_DI(high, low, close, 14),
        talib.MINUS_DI(high, low, close, 14),
        talib.STOCHF(high, low, close, 14, 1, average)[0],
        talib.CCI(high, low, close, 20),
        talib.AROONOSC(high, low, 25),
    )


def _of_volumes(
    high: np.ndarray, low: np.ndarray, close: np.ndarray, volume: np.ndarray
) -> Columns:
    import talib  # noqa: PLC0415 - as above

    return (talib.MFI(high, low, close, volume, 14),)


_FIGURES = {_of_closes: 2, _of_ranges: 7, _of_volumes: 1, _lines_of_closes: 4}


def _over_runs(
    compute: Callable[..., Columns], known: np.ndarray, columns: Columns, *, rows: int
) -> np.ndarray:
    """compute(*columns) of every run of (N, T) that reaches into the last `rows` days.

    (figures, R, N), NaN outside of runs.
    """
    first = known.shape[1] - rows
    figures = np.full((_FIGURES[compute], len(known), rows), np.nan)
    for asset, start, stop in _runs(known):
        if stop <= first:
            continue
        found = compute(*(column[asset, start:stop] for column in columns))
        if rows == 1:
            figures[:, asset, 0] = [values[-1] for values in found]
        else:
            at = slice(max(start, first) - first, stop - first)
            for place, values in enumerate(found):
                figures[place, asset, at] = values[max(first - start, 0) :]
    return figures.transpose(0, 2, 1)


def _scaled(known: np.ndarray, *prices: np.ndarray) -> Columns:
    """Prices as (N, T), times the power of two that brings the first close of a run near 2²⁰.

    The last of the prices are the closes, `known` where they are.
    """
    day = np.arange(len(known))[:, None]
    begins = known.copy()
    begins[1:] &= ~known[:-1]
    row, asset = np.nonzero(begins)
    scale = np.zeros(known.shape, dtype=np.int32)
    scale[row, asset] = _FIRST_PRICE - np.rint(np.log2(prices[-1][row, asset])).astype(np.int32)
    if len(row) > begins.any(axis=0).sum() or row.any():
        start = np.maximum.accumulate(np.where(begins, day, 0), axis=0)
        scale = np.take_along_axis(scale, start, axis=0)
    else:
        scale = scale[:1]
    return [np.ascontiguousarray(np.ldexp(column, scale).T) for column in prices]


def _runs(known: np.ndarray) -> Iterator[tuple[int, int, int]]:
    """(asset, first day, day after the last) of every unbroken run of days of (N, T)."""
    edges = np.zeros((len(known), known.shape[1] + 2), dtype=np.int8)
    edges[:, 1:-1] = known
    changes = np.diff(edges, axis=1)
    starts, stops = np.argwhere(changes == 1), np.argwhere(changes == -1)
    for (asset, start), (_, stop) in zip(starts.tolist(), stops.tolist(), strict=True):
        yield asset, start, stop
