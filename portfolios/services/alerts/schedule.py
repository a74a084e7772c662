"""When a message may go out: quiet hours and digests. No clock and no database in here."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portfolios.models import Channel
from portfolios.models.channel import URGENT_KINDS

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


def may_go_at(channel: Channel, *, kind: str, created: datetime, now: datetime) -> datetime:
    """The first instant at which a channel takes an alert of this kind; past: at once.

    What a digest gathers goes at the end of its hour or day, which `created` decides, so that
    it doesn't move as time passes. What would go in quiet hours goes when they end.
    """
    if channel.urgent_anyway and kind in URGENT_KINDS:
        return created
    zone = ZoneInfo(channel.time_zone)
    ready = max(_end_of_digest(channel, created.astimezone(zone)), now)
    return _end_of_quiet(channel, ready.astimezone(zone)).astimezone(now.tzinfo)


def _end_of_digest(channel: Channel, created: datetime) -> datetime:
    if channel.digest == Channel.Digest.HOURLY:
        past = timedelta(
            minutes=created.minute, seconds=created.second, microseconds=created.microsecond
        )
        # In UTC: where clocks are put back, the hour after 2:59 is 2:00 again.
        return (created.astimezone(UTC) - past + _HOUR).astimezone(created.tzinfo)
    if channel.digest == Channel.Digest.DAILY:
        return _next(time(channel.digest_hour), after=created)
    return created


def _end_of_quiet(channel: Channel, at: datetime) -> datetime:
    if not channel.is_quiet_sometimes:
        return at
    begins, ends, clock = channel.quiet_from, channel.quiet_until, at.time()
    if begins < ends:
        is_quiet = begins <= clock < ends
    else:
        is_quiet = clock >= begins or clock < ends
    return _next(ends, after=at) if is_quiet else at


def _next(clock: time, *, after: datetime) -> datetime:
    """The next time that clocks of the zone show this; one that they show twice, both times."""
    days = after.date(), after.date() + _DAY
    shown = (
        datetime.combine(day, clock, tzinfo=after.tzinfo).replace(fold=fold)
        for day in days
        for fold in (0, 1)
    )
    # Two times of one zone compare as its clocks show them, which is not their order in that hour.
    return next(one for one in shown if one.astimezone(UTC) > after.astimezone(UTC))
