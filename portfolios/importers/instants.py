"""Dates and times as files write them, turned to instants in UTC or refused."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from portfolios.importers.base import RowReadError

# The first block of the first chain: no transaction in coins can be older.
EARLIEST = datetime(2009, 1, 3, tzinfo=UTC)

_TIME = (
    r"(?:(?:[T\s]|,\s)\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})"
    r"(?:[.,](?P<fraction>\d{1,9}))?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}:?(?:\d{2})?)?"
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
    """Whether a file's `01/02/2024` puts the day or the month first, learnt over all its rows."""

    day_first: bool = False
    month_first: bool = False

    def learn(self, text: str) -> None:
        """Take one date cell as evidence, if it is any."""
        match = _YEAR_LAST.fullmatch(text.strip())
        if match is None or match["sep"] == ".":
            return
        if int(match["first"]) > 12:
            self.day_first = True
        elif int(match["second_part"]) > 12:
            self.month_first = True


def parse_instant(
    text: str, *, tz: tzinfo, style: DateStyle, now: datetime, field: str = "date"
) -> datetime:
    """The instant a cell names, in UTC; a cell without an offset is a wall-clock time in `tz`.

    A time that happened twice (clocks going back) is the earlier of the two. Raises RowReadError
    where the cell is no date, can be read in two ways, names a time the clocks skipped, or lies
    before 2009-01-03 or after `now`.
    """
    cell = text.strip()
    match = _YEAR_FIRST.fullmatch(cell) or _YEAR_LAST.fullmatch(cell)
    if match is None:
        raise RowReadError(field, f"“{cell[:40]}” is not a date this importer knows")
    month, day = _month_and_day(match, style=style, field=field, cell=cell)
    try:
        local = datetime(
            int(match["year"]), month, day, *_clock(match), microsecond=_microsecond(match)
        )
    except ValueError:
        raise RowReadError(field, f"“{cell[:40]}” is not a date of the calendar")
    instant = _to_utc(local, zone=match["zone"], tz=tz, field=field, cell=cell)
    if instant < EARLIEST:
        raise RowReadError(field, f"“{cell[:40]}” lies before 2009-01-03, the first block")
    if instant > now:
        raise RowReadError(field, f"“{cell[:40]}” lies in the future")
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
    reason = "the file holds both orders" if style.day_first else "no other date settles it"
    raise RowReadError(
        field,
        f"“{cell[:40]}” can be read day first or month first and {reason}: "
        "write dates as YYYY-MM-DD",
    )


def _clock(match: re.Match[str]) -> tuple[int, int, int]:
    hour = int(match["hour"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            raise ValueError("a twelve-hour clock ends at twelve")
        hour = hour % 12 + (12 if match["half"].lower().startswith("p") else 0)
    return hour, int(match["minute"] or 0), int(match["second"] or 0)


def _microsecond(match: re.Match[str]) -> int:
    return int((match["fraction"] or "0").ljust(6, "0")[:6])


def _to_utc(local: datetime, *, zone: str | None, tz: tzinfo, field: str, cell: str) -> datetime:
    try:
        if zone:
            return local.replace(tzinfo=_offset(zone)).astimezone(UTC)
        instant = local.replace(tzinfo=tz).astimezone(UTC)
    except (OverflowError, ValueError):
        raise RowReadError(field, f"“{cell[:40]}” is not a date this importer knows")
    if instant.astimezone(tz).replace(tzinfo=None) != local:
        raise RowReadError(field, f"“{cell[:40]}” is a time the clocks skipped in {tz}")
    return instant


def _offset(zone: str) -> tzinfo:
    digits = re.sub(r"[^0-9]", "", zone)
    if not digits:
        return UTC
    sign = -1 if "-" in zone else 1
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(sign * span)
