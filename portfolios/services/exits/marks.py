"""High-water marks: joined when a trail is armed, merged and made again behind the ticks."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from markets.models import Quote
from markets.postgres.locks import Lock, lock
from portfolios.models import HighWater

# A mark that trails may still be joining is left alone: quotes older than this arm nothing.
MERGED_AFTER = timedelta(days=1)

# Marks of one asset that have come to the same height see the same prices from now on, so one
# serves for both. Each trail is written once a merge, and of a pair those of the younger.
_MERGE = """
WITH same AS (
    SELECT id, first_value(id) OVER (PARTITION BY asset_id, high ORDER BY opened_at, id) AS kept
      FROM portfolios_highwater WHERE high IS NOT NULL AND after < %(before)s
)
UPDATE portfolios_trigger t SET high_water_id = same.kept
  FROM same WHERE t.high_water_id = same.id AND same.id <> same.kept
"""

_DROP_UNUSED = """
DELETE FROM portfolios_highwater mark
 WHERE after < %(before)s
   AND NOT EXISTS (SELECT 1 FROM portfolios_trigger t WHERE t.high_water_id = mark.id)
"""

# Three records cover every accepted price since the arming: the mark's own of its first day (UTC),
# the kept ranges of the days after it, and the quote's of the hour that is not over.
_REBUILD = """
UPDATE portfolios_highwater mark
   SET high = made.high
  FROM (SELECT m.id, GREATEST(m.opening_high, kept.high, present.high) AS high
          FROM portfolios_highwater m
         CROSS JOIN LATERAL (
            SELECT date_trunc('day', m.opened_at, 'UTC') + interval '1 day' AS start) later
          LEFT JOIN LATERAL (
            SELECT max(high) AS high FROM markets_acceptedrange r
             WHERE r.asset_id = m.asset_id AND r.start >= later.start) kept ON true
          LEFT JOIN LATERAL (
            SELECT q.hour_high AS high FROM markets_quote q
             WHERE q.asset_id = m.asset_id AND q.as_of >= later.start) present ON true
         WHERE m.opened_at IS NOT NULL) made
 WHERE made.id = mark.id AND mark.high IS DISTINCT FROM made.high
"""


def join_mark(quote: Quote) -> HighWater:
    """The mark that begins with the next accepted price of the quote's asset."""
    key = {"asset_id": quote.asset_id, "after": quote.as_of}
    HighWater.objects.bulk_create([HighWater(**key)], ignore_conflicts=True)
    return HighWater.objects.get(**key)


@transaction.atomic
def merge_marks() -> int:
    """Join marks that have come to the same height, drop those without trails; returns those."""
    values = {"before": timezone.now() - MERGED_AFTER}
    with connection.cursor() as cursor:
        lock(Lock.TICKS)
        cursor.execute(_MERGE, values)
        cursor.execute(_DROP_UNUSED, values)
        return cursor.rowcount


@transaction.atomic
def rebuild_marks() -> int:
    """Make every mark again from the record of accepted prices; returns how many were wrong."""
    with connection.cursor() as cursor:
        lock(Lock.TICKS)
        cursor.execute(_REBUILD)
        return cursor.rowcount
