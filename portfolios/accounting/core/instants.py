"""Which instants a ledger row can have: one rule for forms, API, importers and replay."""

from datetime import UTC, datetime, timedelta, tzinfo

from markets.wording import sentence

# Bitcoin's first block: no coin changed hands before it.
EARLIEST = datetime(2009, 1, 3, tzinfo=UTC)
# The European Central Bank's first rates: a replay takes rows of money alone from then on.
EARLIEST_OF_MONEY = datetime(1999, 1, 1, tzinfo=UTC)
# Clocks differ; a row a little ahead of ours is not from the future.
CLOCK_TOLERANCE = timedelta(days=1)


class SkippedTime(ValueError):
    """A wall-clock time that no clock showed: it was put forward over it."""


def instant_fault(at: datetime, *, now: datetime | None, earliest: datetime = EARLIEST) -> str:
    """Why no row can have this instant, as the rest of a sentence, or an empty string.

    Without `now` no instant lies in the future.
    """
    if at < earliest:
        day = f"{earliest:%Y-%m-%d}"
        if earliest is EARLIEST:
            return sentence("lies before {day}, the day of the first block", day=day)
        return sentence("lies before {day}", day=day)
    if now is not None and at > now + CLOCK_TOLERANCE:
        return sentence("lies in the future")
    return ""


def from_wall_time(local: datetime, *, tz: tzinfo) -> datetime:
    """The instant, in UTC, of a naive wall-clock time in a zone; the earlier one of two.

    Raises SkippedTime, and OverflowError at the ends of the calendar.
    """
    at = local.replace(tzinfo=tz).astimezone(UTC)
    if tz is not UTC and at.astimezone(tz).replace(tzinfo=None) != local:
        raise SkippedTime(f"{local} was skipped in {tz}")
    return at


def start_of_day(local: datetime, *, tz: tzinfo) -> datetime:
    """The first instant, in UTC, of a day that is given as its naive midnight.

    Where the clocks skip midnight, the day begins after the gap.
    """
    return local.replace(tzinfo=tz).astimezone(UTC)
