"""One asset's series up to the last day, and what is known of their windows."""

import numpy as np
import pandas as pd

from tests.markets.analytics.reference.files import Market

NAN = float("nan")


class One:
    """One asset's series up to the last day."""

    def __init__(self, market: Market, asset: str):
        self.market, self.asset = market, asset
        self.c, self.x, self.r = (one[asset] for one in (market.close, market.x, market.r))
        self.o, self.h, self.l = (market.price(name)[asset] for name in ("open", "high", "low"))
        self.volume = market.recorded("volume")[asset]
        # A day that keeps a close has no trade.
        has_row = market.recorded("close")[asset].notna()
        self.traded = self.volume.where(has_row, 0.0).where(self.c.notna())
        self.age = int(market.age[asset].iloc[-1])
        self.cap = float(market.cap[asset].iloc[-1]) if self.is_there else NAN

    @property
    def is_there(self) -> bool:
        return bool(np.isfinite(self.c.iloc[-1]))

    def known(self, series: pd.Series, days: int, *, before: int = 0) -> np.ndarray | None:
        """What is known of a window, if the asset is old enough and 80% of it is."""
        window = series.iloc[-days:].dropna().to_numpy()
        old = self.age >= days - 1 + before
        return window if self.is_there and old and len(window) >= 0.8 * days else None

    def returns(self, days: int, *, of: pd.Series | None = None) -> np.ndarray | None:
        return self.known(self.x if of is None else of, days, before=1)

    def pairs(self, other: pd.Series, own: pd.Series, days: int) -> pd.DataFrame | None:
        both = pd.DataFrame({"other": other, "own": own})
        if not other.iloc[: len(other) - days + 1].notna().any():
            return None  # it began within the window
        both = both.iloc[-days:].dropna()
        old = self.age >= days
        return both if self.is_there and old and len(both) >= 0.8 * days else None

    def run(self, *columns: pd.Series) -> list[np.ndarray]:
        """The columns since the last day on which any is unknown."""
        frame = pd.concat(columns, axis=1).to_numpy()
        holes = np.flatnonzero(np.isnan(frame).any(axis=1))
        start = holes[-1] + 1 if len(holes) else 0
        return [np.ascontiguousarray(column) for column in frame[start:].T]

    def level(self, name: str, *, ago: int = 0) -> float:
        series = self.market.held(name)[self.asset]
        return float(series.iloc[-1 - ago]) if self.is_there and len(series) > ago else NAN

    def flow(self, name: str, days: int) -> float:
        series = self.market.recorded(name)[self.asset]
        if not series.iloc[: max(len(series) - days + 1, 0)].notna().any():
            return NAN
        window = self.known(series, days)
        return NAN if window is None else window.mean()


def last(values: np.ndarray) -> float:
    return float(values[-1]) if len(values) else NAN


def over(above: float, below: float) -> float:
    return above / below if below else NAN


def figure(measure, window: np.ndarray | None) -> float:
    return NAN if window is None else float(measure(window))
