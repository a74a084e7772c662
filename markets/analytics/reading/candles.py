"""One asset's file of daily candles → columns of figures, and its problems by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import SupportsInt

import numpy as np

from markets.analytics.inputs import SUPPLIES, USAGE
from markets.analytics.panel import Problem
from markets.analytics.reading.lines import Row, UnreadableFile, read_rows

PRICES = ("open", "high", "low", "close")
EXTRAS = ("market_cap", *SUPPLIES, *USAGE)
_COLUMNS = (*PRICES, "volume", *EXTRAS)
_DAYS = re.compile(r"\d{4}-\d\d-\d\d(?:\n\d{4}-\d\d-\d\d)*", re.ASCII)
# A day and a time of it in UTC, or without a zone.
_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|UTC|[+-]00:?00))?", re.ASCII
)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
FIRST_DAY, LAST_DAY = np.datetime64("1990-01-01"), np.datetime64("2099-12-31")
# A day so far from the others is a slip of the pen, and would cost all assets centuries of rows.
LONGEST_HOLE = np.timedelta64(3653, "D")


@dataclass(slots=True)
class Candles:
    """Rows of one asset: `lines` and `days` run beside each other, columns by name.

    `problems` are (day or None, Problem), so that those of days after as-of can be left out.
    """

    asset: str
    lines: np.ndarray
    days: np.ndarray
    columns: dict[str, np.ndarray]
    problems: list[tuple[np.datetime64 | None, Problem]] = field(default_factory=list)

    def report(self, code: str, row: SupportsInt | None, message: str) -> None:
        place = None if row is None else int(row)
        line, day = (None, None) if place is None else (int(self.lines[place]), self.days[place])
        self.problems.append((day, Problem(code, self.asset, line, message)))

    def keep(self, rows: np.ndarray) -> None:
        self.lines, self.days = self.lines[rows], self.days[rows]
        self.columns = {name: values[rows] for name, values in self.columns.items()}


def read_candles(asset: str, data: bytes) -> Candles:
    """What can be read of a file `date,open,high,low,close,volume[,…]`, in the file's order.

    Every row has a day and a close above 0; other cells that cannot be read are NaN.
    """
    candles = Candles(asset, np.empty(0, int), np.empty(0, "datetime64[D]"), {})
    try:
        names, rows = read_rows(data, needed=("date", "close"), known=("date", *_COLUMNS))
    except UnreadableFile as error:
        problem = Problem("unreadable_file", asset, error.line, str(error))
        candles.problems.append((None, problem))
        return candles
    _read_columns(candles, list(_whole(candles, rows, width=len(names))), names=names)
    _check_prices(candles)
    if not len(candles.days):
        candles.report("unreadable_file", None, "The file has no row that can be read.")
    return candles


def _whole(candles: Candles, rows: Iterator[Row], *, width: int) -> Iterator[Row]:
    """The rows that have a cell a column; those of empty cells are skipped."""
    for line, cells in rows:
        if not cells[0].strip() and not any(map(str.strip, cells)):
            continue
        if len(cells) == width or (len(cells) > width and not any(cells[width:])):
            yield line, cells[:width]
        else:
            message = f"The row has {len(cells)} cells; the header has {width}."
            candles.problems.append((None, Problem("unreadable_row", candles.asset, line, message)))


def _read_columns(candles: Candles, rows: list[Row], *, names: list[str]) -> None:
    """Fill in the rows whose date can be read, and their columns."""
    lines, cells = zip(*rows, strict=True) if rows else ((), ())
    columns = dict(zip(names, zip(*cells, strict=True), strict=False))
    days = _days(columns.get("date", ()))
    for row in np.flatnonzero(np.isnat(days)):
        message = f"date: {columns['date'][row][:40]!r} is no day, such as 2024-01-31."
        problem = Problem("unreadable_row", candles.asset, lines[row], message)
        candles.problems.append((None, problem))
    candles.lines, candles.days = np.array(lines, int), days
    for name in _COLUMNS:
        if name in columns:
            candles.columns[name] = _numbers(candles, name, columns[name])
    candles.keep(~np.isnat(days))


def _days(cells: tuple[str, ...]) -> np.ndarray:
    """Days as datetime64[D]; NaT for what is none, or lies outside the years of markets."""
    try:
        if _DAYS.fullmatch("\n".join(cells)) is None:
            raise ValueError
        days = np.array(cells, "datetime64[D]")
    except ValueError:
        days = np.array([_day(cell) for cell in cells], "datetime64[D]")
    return np.where((days >= FIRST_DAY) & (days <= LAST_DAY), days, np.datetime64("NaT", "D"))


def _day(text: str) -> np.datetime64:
    text = text.strip()
    instant = _INSTANT.fullmatch(text)
    if instant is not None:
        text = instant[1]
    try:
        return np.datetime64(text if _DAYS.fullmatch(text) else "NaT", "D")
    except ValueError:
        return np.datetime64("NaT", "D")


def _numbers(candles: Candles, name: str, cells: tuple[str, ...]) -> np.ndarray:
    """A column's figures; a cell that holds no number that it can have is a problem, and NaN.

    Prices are above 0, all others 0 or more. Rows without a date report nothing more.
    """
    try:
        text = "".join(cells)
        if "_" in text or not text.isascii():  # Python reads 1_000 and digits of all scripts
            raise ValueError
        values = np.array([float(cell) if cell else np.nan for cell in cells])
    except ValueError:
        values = np.array([_number(cell) for cell in cells])
    is_bad = ~np.isfinite(values) | (values <= 0.0 if name in PRICES else values < 0.0)
    values[is_bad] = np.nan
    code = "bad_price" if name == "close" else "bad_number"
    if name == "close":
        fault = "is not a price above 0; the row is left out"
    else:
        fault = f"is not a number {'above 0' if name in PRICES else 'of 0 or more'}"
    for row in np.flatnonzero(is_bad & ~np.isnat(candles.days)):
        if name == "close" or cells[row].strip():
            candles.report(code, row, f"{name}: {cells[row][:40]!r} {fault}.")
    return values


def _number(cell: str) -> float:
    cell = cell.strip()
    return float(cell) if _NUMBER.fullmatch(cell) else np.nan


def _check_prices(candles: Candles) -> None:
    """Leave out rows without a close, days far from the rest, and ranges upside down."""
    if not len(candles.days):
        return
    candles.keep(np.isfinite(candles.columns["close"]))
    high, low = candles.columns.get("high"), candles.columns.get("low")
    if high is not None and low is not None:
        for row in np.flatnonzero(high < low):
            candles.report("bad_range", row, "high is less than low; the day has no range.")
            high[row] = low[row] = np.nan


def leave_out_far_days(candles: Candles) -> None:
    """Leave out days that lie over ten years from the most of them."""
    ordered = np.sort(candles.days)
    ends = np.flatnonzero(np.diff(ordered) > LONGEST_HOLE) + 1
    if len(ends):
        most = max(np.split(ordered, ends), key=len)
        is_far = (candles.days < most[0]) | (candles.days > most[-1])
        for row in np.flatnonzero(is_far):
            message = f"{candles.days[row]} lies over ten years from the other rows; left out."
            candles.report("bad_day", row, message)
        candles.keep(~is_far)


def leave_out_repeated_days(candles: Candles) -> None:
    """Put the rows in order; of several of a day the last holds."""
    candles.keep(np.argsort(candles.days, kind="stable"))
    is_repeated = candles.days[1:] == candles.days[:-1]
    for row in np.flatnonzero(is_repeated) + 1:
        before = candles.lines[row - 1]
        message = f"{candles.days[row]} stands on line {before} too; this row holds."
        candles.report("repeated_day", row, message)
    candles.keep(np.append(~is_repeated, True)[: len(candles.days)])
