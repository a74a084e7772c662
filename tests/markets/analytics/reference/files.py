"""A folder of candle files, read by the csv module alone, as pandas frames of days × assets.

With the rest of this folder it is the analytics once more, from their definitions and without
their code: one day and one asset after the other, with pandas, SciPy, empyrical and TA-Lib.
"""

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

CANDLE = ("open", "high", "low", "close", "volume")


def read_file(path: Path) -> pd.DataFrame:
    """The rows that have a day and a price; of several of a day the last."""
    rows = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            values = {name: _number(cell) for name, cell in row.items() if name != "date"}
            if values["close"] > 0:
                rows[pd.Timestamp(row["date"])] = values
    frame = pd.DataFrame.from_dict(rows, orient="index").reindex(columns=_columns(rows))
    upside_down = frame["high"] < frame["low"]
    frame.loc[upside_down, ["high", "low"]] = np.nan
    return frame


def _columns(rows: dict) -> list[str]:
    """The candle's, whether the file has them or not, and all others."""
    first = next(iter(rows.values()))
    return [*CANDLE, *(name for name in first if name not in CANDLE)]


def _number(cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        return np.nan
    return value if np.isfinite(value) and value >= 0 else np.nan


@dataclass
class Market:
    """Frames of days × assets up to a day; what was recorded, and the closes over short holes."""

    days: pd.DatetimeIndex
    assets: list[str]
    frames: dict[str, pd.DataFrame]
    given: dict[str, str]  # kinds

    @classmethod
    def of(cls, folder: Path, *, given: dict[str, str], until: str | None = None) -> "Market":
        read = {
            path.stem: read_file(path)
            for path in sorted(folder.glob("*.csv"))
            if path.name != "ASSETS.csv"
        }
        last = pd.Timestamp(until) if until else max(one.index.max() for one in read.values())
        read = {name: one[one.index <= last] for name, one in read.items()}
        read = {name: one for name, one in read.items() if len(one)}
        days = pd.date_range(min(one.index.min() for one in read.values()), last)
        names = {column for one in read.values() for column in one}
        frames = {
            name: pd.DataFrame({asset: one.get(name, pd.Series(dtype=float)).reindex(days)
                                for asset, one in read.items()}, dtype=float)
            for name in names
        }  # fmt: skip
        return cls(days, list(read), frames, given)

    def recorded(self, name: str) -> pd.DataFrame:
        unknown = pd.DataFrame(np.nan, self.days, self.assets)
        return self.frames.get(name, unknown)

    def held(self, name: str) -> pd.DataFrame:
        """What stands at the end of a day: up to three days keep the last."""
        return self.recorded(name).ffill(limit=3)

    @cached_property
    def close(self) -> pd.DataFrame:
        return self.held("close")

    def price(self, name: str) -> pd.DataFrame:
        """Opens, highs and lows; a day without a row has a flat candle of the close it keeps."""
        return self.recorded(name).where(self.recorded("close").notna(), self.close)

    @cached_property
    def age(self) -> pd.DataFrame:
        begun = self.recorded("close").notna().cummax()
        return begun.cumsum() - 1

    @cached_property
    def x(self) -> pd.DataFrame:
        return self.close / self.close.shift() - 1

    @cached_property
    def r(self) -> pd.DataFrame:
        return np.log(self.close / self.close.shift())

    @cached_property
    def volume_30(self) -> pd.DataFrame:
        mean = self.recorded("volume").rolling(30, min_periods=24).mean()
        return mean.where((self.age >= 29) & self.close.notna())

    @cached_property
    def cap(self) -> pd.DataFrame:
        stated = self.held("market_cap")
        supplied = self.close * self.held("circulating_supply")
        cap = stated.where(stated > 0, supplied)
        return cap.where(cap > 0)

    @cached_property
    def kinds(self) -> pd.DataFrame:
        """The given ones, else a stablecoin where 90 days lay calmly at a dollar or a currency."""
        kinds = pd.DataFrame("coin", self.days, self.assets)
        rates = [pd.Series(1.0, self.days)]
        rates += [self.close[name] for name, kind in self.given.items() if kind == "fiat"]
        for asset in self.assets:
            if self.given.get(asset):
                kinds[asset] = self.given[asset]
                continue
            calm = self.r[asset].rolling(90, min_periods=2).std() < 0.02
            whole = self.close[asset].rolling(90, min_periods=72).count() >= 72
            old = (self.age[asset] >= 89) & self.close[asset].notna()
            near = pd.Series(False, self.days)
            for rate in rates:
                apart = (self.close[asset] / rate - 1).abs()
                near |= apart.rolling(90, min_periods=1).median() < 0.02
            kinds.loc[calm & whole & old & near, asset] = "stablecoin"
        return kinds

    @cached_property
    def ranked(self) -> pd.DataFrame:
        counted = self.close.notna().cumsum() >= 90
        sized = self.cap.notna() | self.volume_30.notna()
        thin = self.volume_30 < 100_000
        return (self.kinds == "coin") & counted & self.close.notna() & sized & ~thin

    @cached_property
    def market_x(self) -> pd.Series:
        return self.x.where(self.ranked).mean(axis=1)

    @cached_property
    def market_r(self) -> pd.Series:
        return self.r.where(self.ranked).mean(axis=1)
