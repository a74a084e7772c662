"""Instants as pages write them: in the reader's time zone, or in that of a portfolio."""

from datetime import UTC, datetime, tzinfo

from django import template

register = template.Library()

# Of the context: the zone of whoever reads the page.
READERS_ZONE = "readers_zone"


@register.simple_tag(takes_context=True)
def instant(context, value: datetime | None, none: str = "–", *, seconds: bool = False) -> str:
    """2026-01-31 14:45 CET, with or without seconds; `none` where there is no instant."""
    if value is None:
        return none
    local = _local(value, context.get(READERS_ZONE) or UTC)
    return f"{local:%Y-%m-%d %H:%M:%S %Z}" if seconds else f"{local:%Y-%m-%d %H:%M %Z}"


@register.filter
def in_zone(value: datetime | None, zone: tzinfo) -> datetime | None:
    """An instant as the clocks of a zone show it.

    Without its offset, since templates would turn an aware one back into the server's zone.
    """
    return None if value is None else _local(value, zone).replace(tzinfo=None)


def _local(value: datetime, zone: tzinfo) -> datetime:
    """At the ends of the calendar a zone may have no clock for an instant: then as it is."""
    try:
        return value.astimezone(zone)
    except OverflowError:
        return value
