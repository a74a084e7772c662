"""One asset's file of daily candles → columns of figures, and its problems by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from markets.analytics.panel import Problem
from markets.analytics.reading.lines import Row, UnreadableFile, read_rows

PRICES = ("open", "high", "low", "close")
EXTRAS = (
    "market_cap",
    "circulating_supply",
    "total_supply",
    "max_supply",
    "active_addresses",
    "transactions",
    "transfer_value",
    "fees",
    "realised_cap",
    "tvl",
)
_COLUMNS = (*PRICES, "volume", *EXTRAS)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# A day and a time of it in UTC, or without a zone.
_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|UTC|[+-]00:?00))?", re.ASCII
)
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_FIRST_DAY, _LAST_DAY = np.datetime64("1990-01-01"), np.datetime64("2099-12-31")
# A day so far from the others is a slip of the pen, and would cost all assets centuries of rows.
_LONGEST_HOLE = np.timedelta64(3653, "D")


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

    def report(self, code: str, row: int | None, message: str) -> None:
        line, day = (None, None) if row is None else (int(self.lines[row]), self.days[row])
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
        names, rows = read_rows(data, needed=("date", "close"))
    except UnreadableFile as error:
        problem = Problem("unreadable_file", asset, error.line, str(error))
        candles.problems.append((None, problem))
        return candles
    _read_days(candles, list(_whole(candles, rows, width=len(names))), place=names.index("date"),
               names=names)  # fmt: skip
    _check_prices(candles)
    if not len(candles.days):
        candles.report("unreadable_file", None, "The file has no row that can be read.")
    return candles


def _whole(candles: Candles, rows: Iterator[Row], *, width: int) -> Iterator[Row]:
    """The rows that have a cell a column."""
    for line, cells in rows:
        if len(cells) == width or (len(cells) > width and not any(cells[width:])):
            yield line, cells[:width]
        elif any(cell.strip() for cell in cells):
            message = f"The row has {len(cells)} cells; the header has {width}."
            candles.problems.append((None, Problem("unreadable_row", candles.asset, line, message)))


def _read_days(candles: Candles, rows: list[Row], *, place: int, names: list[str]) -> None:
    """Fill in the rows whose date can be read, and their columns."""
    lines, days, held = [], [], []
    for line, cells in rows:
        day = _day(cells[place])
        if day is None:
            message = f"date: {cells[place][:40]!r} is no day, such as 2024-01-31."
            candles.problems.append((None, Problem("unreadable_row", candles.asset, line, message)))
        else:
            lines.append(line)
            days.append(day)
            held.append(cells)
    candles.lines, candles.days = np.array(lines, int), np.array(days, "datetime64[D]")
    for name, cells in zip(names, zip(*held, strict=True), strict=False):
        if name in _COLUMNS:
            candles.columns[name] = _numbers(candles, name, cells)


def _day(text: str) -> str | None:
    text = text.strip()
    if _DAY.fullmatch(text) is None:
        instant = _INSTANT.fullmatch(text)
        if instant is None:
            return None
        text = instant[1]
    try:
        return text if _FIRST_DAY <= np.datetime64(text, "D") <= _LAST_DAY else None
    except ValueError:
        return None


def _numbers(candles: Candles, name: str, cells: tuple[str, ...]) -> np.ndarray:
    """A column's figures; a cell that is not a number of 0 or more is a problem, and NaN.

    Prices of 0 are left out later: a close of 0 costs its row, an open, high or low itself.
    """
    try:
        values = np.array([float(cell) if cell else np.nan for cell in cells])
    except ValueError:
        values = np.array([_number(cell) for cell in cells])
    is_bad = ~(values >= 0.0) | np.isinf(values) | np.array(["_" in cell for cell in cells])
    if name in PRICES:
        is_bad |= values <= 0.0
    values[is_bad] = np.nan
    if name != "close":
        for row in np.flatnonzero(is_bad):
            if cells[row].strip():
                message = f"{name}: {cells[row][:40]!r} is not a number that it can have."
                candles.report("bad_number", row, message)
    else:
        for row in np.flatnonzero(is_bad):
            message = f"close: {cells[row][:40]!r} is not a price above 0; the row is left out."
            candles.report("bad_price", row, message)
    return values


def _number(cell: str) -> float:
    cell = cell.strip()
    return float(cell) if _NUMBER.fullmatch(cell) else np.nan


def _check_prices(candles: Candles) -> None:
    """Leave out rows without a close, days far from the rest, and ranges upside down."""
    if not len(candles.days):
        return
    candles.keep(np.isfinite(candles.columns["close"]))
    _leave_out_far_days(candles)
    high, low = candles.columns.get("high"), candles.columns.get("low")
    if high is not None and low is not None:
        for row in np.flatnonzero(high < low):
            candles.report("bad_range", row, "high is less than low; the day has no range.")
            high[row] = low[row] = np.nan


def _leave_out_far_days(candles: Candles) -> None:
    ordered = np.sort(candles.days)
    ends = np.flatnonzero(np.diff(ordered) > _LONGEST_HOLE) + 1
    if len(ends):
        parts = np.split(ordered, ends)
        most = max(parts, key=len)
        is_far = (candles.days < most[0]) | (candles.days > most[-1])
        for row in np.flatnonzero(is_far):
            message = f"{candles.days[row]} lies over ten years from the other rows; left out."
            candles.report("bad_day", row, message)
        candles.keep(~is_far)
