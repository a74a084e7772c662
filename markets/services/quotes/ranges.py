"""Keeps the record of what was accepted small: hours for a week, then days."""

from datetime import UTC, timedelta

from django.db import connection, transaction
from django.utils import timezone

# The longest window that a price can be looked up in, and a day for the hours under way.
KEEP_HOURS_OF = timedelta(days=8)

# Deleted and written in one statement: no reader ever sees a day without its prices.
_COMPACT = """
WITH gone AS (
    DELETE FROM markets_acceptedrange WHERE hours = 1 AND start < %(before)s
 RETURNING asset_id, start, high, low, close
)
INSERT INTO markets_acceptedrange AS kept (asset_id, start, hours, high, low, close)
SELECT asset_id, date_trunc('day', start, 'UTC'), 24, max(high), min(low),
       (array_agg(close ORDER BY start DESC))[1]
  FROM gone GROUP BY 1, 2
    ON CONFLICT (asset_id, start) DO UPDATE
   SET high = GREATEST(kept.high, excluded.high), low = LEAST(kept.low, excluded.low),
       close = excluded.close
"""


@transaction.atomic
def compact_ranges() -> int:
    """Make one row of each day's hours that are older than eight days; returns how many days."""
    midnight = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_COMPACT, {"before": midnight - KEEP_HOURS_OF})
        return cursor.rowcount
