"""Dates and times as files write them, turned to instants in UTC or refused."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from markets.wording import sentence
from portfolios.accounting.core.instants import (
    SkippedTime,
    from_wall_time,
    instant_fault,
    start_of_day,
)
from portfolios.importers.base import RowReadError

_TIME = (
    r"(?:(?:[T\s]|,\s)\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})"
    r"(?:[.,](?P<fraction>\d{1,9}))?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-](?:0\d|1[0-4]):?(?:[0-5]\d)?)?"
)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})" + _TIME,
    re.IGNORECASE | re.ASCII,
)
_YEAR_LAST = re.compile(
    r"(?P<first>\d{1,2})(?P<sep>[-/.])(?P<second_part>\d{1,2})(?P=sep)(?P<year>\d{4})" + _TIME,
    re.IGNORECASE | re.ASCII,
)


@dataclass(slots=True)
class DateStyle:
    """Whether a file's `01/02/2024` puts the day or the month first, learnt over all its rows.

    `writes_month_first` says that the source puts the month first where nothing else decides.
    """

    day_first: bool = False
    month_first: bool = False
    writes_month_first: bool = False

    def learn(self, text: str) -> None:
        """Take one date cell as evidence, if it is any."""
        match = _YEAR_LAST.fullmatch(text.strip())
        if match is None or match["sep"] == ".":
            return
        first, second = int(match["first"]), int(match["second_part"])
        if first > 12 >= second:
            self.day_first = True
        elif second > 12 >= first:
            self.month_first = True


def parse_instant(
    text: str, *, tz: tzinfo, style: DateStyle, now: datetime, field: str = "date"
) -> datetime:
    """The instant a cell names, in UTC; a cell without an offset is a wall-clock time in `tz`.

    A date alone is the day's first instant; a time that happened twice (clocks going back) is the
    earlier of the two. Raises RowReadError where the cell is no date, can be read in two ways,
    names a time the clocks skipped, or is an instant that no row can have at `now`.
    """
    cell = text.strip()
    match = _YEAR_FIRST.fullmatch(cell) or _YEAR_LAST.fullmatch(cell)
    if match is None:
        raise RowReadError(
            field, sentence("“{text}” is not a date this importer knows", text=cell[:40])
        )
    month, day = _month_and_day(match, style=style, field=field, cell=cell)
    try:
        local = datetime(
            int(match["year"]), month, day, *_clock(match), microsecond=_microsecond(match)
        )
    except ValueError:
        raise RowReadError(
            field, sentence("“{text}” is not a date of the calendar", text=cell[:40])
        )
    instant = _to_utc(local, match, tz=tz, field=field, cell=cell)
    fault = instant_fault(instant, now=now)
    if fault:
        raise RowReadError(field, sentence("“{text}” {fault}", text=cell[:40], fault=fault))
    return instant


def _month_and_day(
    match: re.Match[str], *, style: DateStyle, field: str, cell: str
) -> tuple[int, int]:
    parts = match.groupdict()
    if "month" in parts:
        return int(parts["month"]), int(parts["day"])
    first, second = int(parts["first"]), int(parts["second_part"])
    if parts["sep"] == "." or first > 12 or first == second:
        return second, first
    if second > 12:
        return first, second
    if style.day_first != style.month_first:
        return (second, first) if style.day_first else (first, second)
    if style.writes_month_first and not style.day_first:
        return first, second
    if style.day_first:
        message = sentence(
            "“{text}” can be read day first or month first and the file holds both orders: "
            "write dates as YYYY-MM-DD",
            text=cell[:40],
        )
    else:
        message = sentence(
            "“{text}” can be read day first or month first and no other date settles it: "
            "write dates as YYYY-MM-DD",
            text=cell[:40],
        )
    raise RowReadError(field, message)


def _clock(match: re.Match[str]) -> tuple[int, int, int]:
    hour = int(match["hour"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("a twelve-hour clock ends at twelve")
        hour = hour % 12 + (12 if match["half"].lower().startswith("p") else 0)
    return hour, int(match["minute"] or 0), int(match["second"] or 0)


def _microsecond(match: re.Match[str]) -> int:
    return int((match["fraction"] or "0").ljust(6, "0")[:6])


def _to_utc(
    local: datetime, match: re.Match[str], *, tz: tzinfo, field: str, cell: str
) -> datetime:
    try:
        if match["zone"]:
            return local.replace(tzinfo=_offset(match["zone"])).astimezone(UTC)
        return from_wall_time(local, tz=tz) if match["hour"] else start_of_day(local, tz=tz)
    except SkippedTime:
        raise RowReadError(
            field,
            sentence("“{text}” is a time the clocks skipped in {zone}", text=cell[:40], zone=tz),
        )
    except (OverflowError, ValueError):
        raise RowReadError(
            field, sentence("“{text}” is not a date this importer knows", text=cell[:40])
        )


def _offset(zone: str) -> tzinfo:
    digits = re.sub(r"[^0-9]", "", zone)
    if not digits:
        return UTC
    sign = -1 if "-" in zone else 1
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(sign * span)
