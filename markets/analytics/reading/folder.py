"""A folder of `<ASSET>.csv` files and an optional ASSETS.csv → a Panel up to a day."""

import errno
import os
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import numpy as np

from markets.analytics.panel import Panel, Problem
from markets.analytics.reading import assets as asset_list
from markets.analytics.reading.candles import (
    EXTRAS,
    LONGEST_HOLE,
    PRICES,
    Candles,
    leave_out_far_days,
    leave_out_repeated_days,
    read_candles,
)


class NoCandles(Exception):
    """There is nothing to work out; the message says why."""


def read_folder(folder: Path, *, as_of: date | None = None) -> Panel:
    """Every day from the first row to `as_of`, by default the last row's. Raises NoCandles.

    Rows after `as_of` are not used, nor are their problems reported.
    """
    facts: dict[str, asset_list.AssetFacts] = {}
    problems: list[Problem] = []
    read: dict[str, Candles] = {}
    for path in _files(folder):
        # A name that is no UTF-8 could not be written into the result.
        asset = os.fsencode(path.stem).decode(errors="replace")
        try:
            data = _content(path)
        except OSError as error:
            message = f"{asset}{path.suffix} cannot be read: {error.strerror}."
            problems.append(Problem("unreadable_file", asset, None, message))
            continue
        if path.name == asset_list.FILE:
            facts, of_list = asset_list.read_assets(data)
            problems += of_list
        elif asset in read:
            message = f"{asset}{path.suffix} is a second file of {asset}; the first holds."
            problems.append(Problem("repeated_asset", asset, None, message))
        else:
            read[asset] = read_candles(asset, data)
    return build_panel(read.values(), facts=facts, problems=problems, as_of=as_of)


def build_panel(
    read: Iterable[Candles],
    *,
    facts: dict[str, asset_list.AssetFacts],
    problems: Iterable[Problem] = (),
    as_of: date | None = None,
) -> Panel:
    """One panel of all assets that have a row up to `as_of`, sorted by name. Raises NoCandles."""
    read = sorted(read, key=lambda one: one.asset)
    if as_of:
        for candles in read:
            candles.keep(candles.days <= np.datetime64(as_of))
    for candles in read:
        leave_out_far_days(candles)
        leave_out_repeated_days(candles)
    with_rows = [one for one in read if len(one.days)]
    if not with_rows:
        raise NoCandles(f"No candle that can be read{f' is of {as_of} or before' * bool(as_of)}.")
    last = _last_day(with_rows, as_of=as_of)
    found = [(day, problem) for one in read for day, problem in one.problems]
    reported = [*problems, *(problem for day, problem in found if day is None or day <= last)]
    first = min(one.days[0] for one in with_rows)
    days = np.arange(first, last + 1)
    arrays = _arrays(with_rows, first=first, rows=len(days))
    known = [facts.get(one.asset, asset_list.AssetFacts()) for one in with_rows]
    return Panel(
        days=days,
        assets=tuple(one.asset for one in with_rows),
        kinds=tuple(one.kind for one in known),
        categories=tuple(one.categories for one in known),
        open=arrays.pop("open"),
        high=arrays.pop("high"),
        low=arrays.pop("low"),
        close=arrays.pop("close"),
        volume=arrays.pop("volume"),
        extras=arrays,
        problems=tuple(
            sorted(reported, key=lambda one: (one.asset or "", one.line or 0, one.code))
        ),
    )


def _last_day(read: list[Candles], *, as_of: date | None) -> np.datetime64:
    last: np.datetime64 = max(one.days[-1] for one in read)
    if as_of is None:
        return last
    if np.datetime64(as_of) - last > LONGEST_HOLE:
        raise NoCandles(f"{as_of} lies over ten years after the last row, of {last}.")
    return np.datetime64(as_of)


def _arrays(read: list[Candles], *, first: np.datetime64, rows: int) -> dict[str, np.ndarray]:
    """Columns by name, (rows, assets) each."""
    extras = {name for one in read for name in one.columns} & {*EXTRAS}
    names = (*PRICES, "volume", *sorted(extras))
    arrays = {name: np.full((rows, len(read)), np.nan) for name in names}
    for place, candles in enumerate(read):
        at = (candles.days - first).astype(int)
        for name, values in candles.columns.items():
            arrays[name][at, place] = values
    return arrays


def _content(path: Path) -> bytes:
    """All of a regular file: a pipe or a device might never end. Raises OSError."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no regular file")
    return path.read_bytes()


def _files(folder: Path) -> Iterator[Path]:
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        raise NoCandles(f"{folder} cannot be read: {error.strerror}.") from error
    for path in paths:
        if path.suffix.casefold() == ".csv" and not path.name.startswith("."):
            yield path
