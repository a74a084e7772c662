"""Keeps the record of what was accepted small: hours for a week, then days."""

from datetime import UTC, timedelta

from django.db import connection, transaction
from django.utils import timezone

from markets.postgres.statements import statement

# The longest window that a price can be looked up in, and a day for the hours under way.
KEEP_HOURS_OF = timedelta(days=8)

_COMPACT = statement(__file__, "compact_ranges")


@transaction.atomic
def compact_ranges() -> int:
    """Make one row of each day's hours that are older than eight days; returns how many days."""
    midnight = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COMPACT, {"before": midnight - KEEP_HOURS_OF})
        return cursor.rowcount
