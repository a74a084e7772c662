"""Keeps the record of what was accepted and refused small."""

from datetime import UTC, timedelta

from django.db import connection, transaction
from django.utils import timezone

from markets.models import RejectedQuote
from markets.postgres.statements import statement

# The longest window that a price can be looked up in, and a day for the hours under way.
KEEP_HOURS_OF = timedelta(days=8)
KEEP_REJECTED = timedelta(days=30)

_COMPACT = statement(__file__, "compact_ranges")


@transaction.atomic
def compact_ranges() -> int:
    """Make one row of each day's hours that are older than eight days; returns how many days.

    Refusals that are older than a month are dropped.
    """
    RejectedQuote.objects.filter(at__lt=timezone.now() - KEEP_REJECTED).delete()
    midnight = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COMPACT, {"before": midnight - KEEP_HOURS_OF})
        return cursor.rowcount
