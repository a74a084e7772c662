"""Data points against TA-Lib's own time and pandas, and `manage.py analyse` from files to JSON."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas
import talib

from markets.analytics.panel import Panel, View
from markets.analytics.points.indicators import talib_indicators
from markets.analytics.points.registry import DATA_POINTS, values_of
from tests.benchmarks.harness import Row, alternating, compared, limited
from tests.markets.analytics.histories import panel_of, simulate, write_folder

COINS, DAYS = 300, 5 * 365 + 1
MANY = 15_000
SECONDS, DAY_SECONDS = 20, 15
# A day as it is stored each night, which looks back so far.
LONG_DAYS, LONG_SECONDS, MOST_MEBIBYTES = 800, 60, 1536


def run() -> Iterator[Row]:
    assets = simulate(coins=COINS, days=DAYS)
    with tempfile.TemporaryDirectory() as folder:
        taken = analyse(write_folder(Path(folder), assets))
    name = f"analyse of {COINS} coins × 5 years, whole history: CPU"
    yield limited(name, taken, "s", most=SECONDS)
    many = panel_of(simulate(coins=MANY, days=365, extras=False))
    value, baseline = alternating(
        lambda: window_figures(View(many).last()), lambda: with_pandas(many), rounds=3
    )
    name = f"a day's window figures, {MANY:,} assets × 365 days / pandas"
    yield compared(name, value, "ms", baseline=baseline, most=0.5)
    view = View(many)
    value, baseline = alternating(
        lambda: talib_indicators(view.last()), lambda: talib_alone(many), rounds=1
    )
    name = f"indicators of {MANY:,} assets × 365 days / TA-Lib"
    yield compared(name, value, "ms", baseline=baseline, most=2)
    began = time.process_time()
    every_point(many)
    name = f"a day's data points, {MANY:,} assets × 365 days: CPU"
    yield limited(name, time.process_time() - began, "s", most=DAY_SECONDS)
    day = [sys.executable, "-m", "tests.benchmarks.analysed_day", str(MANY), str(LONG_DAYS)]
    usage = used(day)
    name = f"a day of {MANY:,} assets × {LONG_DAYS} days, whole: "
    yield limited(f"{name}memory", usage.ru_maxrss / 1024, "MiB", most=MOST_MEBIBYTES)
    yield limited(f"{name}CPU", usage.ru_utime + usage.ru_stime, "s", most=LONG_SECONDS)


def analyse(folder: Path) -> float:
    """Seconds of CPU of the command as a user runs it, its JSON thrown away."""
    command = [sys.executable, "manage.py", "analyse", str(folder), "--json"]
    usage = used([*command, "--from", "2020-01-01"])
    return usage.ru_utime + usage.ru_stime


def used(command: list[str]) -> resource.struct_rusage:
    """What a process used that came to a good end; its output is thrown away."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage


def every_point(panel: Panel) -> None:
    """What a day's increment computes: all data points of the last day, and the universe."""
    last = View(panel).last()
    with np.errstate(all="ignore"):
        for point in DATA_POINTS.values():
            values_of(last, point)


def window_figures(view: View) -> None:
    for name in ("vol_30", "vol_365", "sma_gap_200", "donchian_pos_55", "corr_btc_90"):
        values_of(view, DATA_POINTS[name])


def with_pandas(panel: Panel) -> None:
    """The same five figures with rolling windows."""
    close = pandas.DataFrame(panel.close, columns=panel.assets)
    x = close.pct_change(fill_method=None)
    for days in (30, 365):
        _ = x.rolling(days).std() * np.sqrt(365)
    _ = close / close.rolling(200).mean() - 1
    low, high = close.rolling(55).min(), close.rolling(55).max()
    _ = (close - low) / (high - low)
    _ = x.rolling(90).corr(x["BTC"])


def talib_alone(panel: Panel) -> None:
    """TA-Lib's functions over columns that already lie as it wants them."""
    columns = (panel.high.T.copy(), panel.low.T.copy(), panel.close.T.copy(), panel.volume.T.copy())
    for h, l, c, v in zip(*columns, strict=True):  # noqa: E741
        talib.RSI(c, 14), talib.MACD(c, 12, 26, 9), talib.BBANDS(c, 20, 2.0, 2.0, 0)
        talib.ADX(h, l, c, 14), talib.PLUS_DI(h, l, c, 14), talib.MINUS_DI(h, l, c, 14)
        talib.ATR(h, l, c, 14), talib.STOCHF(h, l, c, 14, 1, 0), talib.CCI(h, l, c, 20)
        talib.AROONOSC(h, l, 25), talib.MFI(h, l, c, v, 14)
