"""High-water marks: joined when a trail is armed, merged and rebuilt behind the ticks."""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from markets.models import Quote
from markets.postgres.locks import Lock, lock
from markets.postgres.statements import statement
from portfolios.models import HighWater

# A mark that trails may still be joining is left alone: quotes older than this arm nothing.
MERGED_AFTER = timedelta(days=1)

_MERGE = statement(__file__, "merge_marks")

_DROP_UNUSED = statement(__file__, "drop_unused_marks")

_REBUILD = statement(__file__, "rebuild_marks")


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
    """Rebuild every mark from the record of accepted prices; returns how many were wrong."""
    with connection.cursor() as cursor:
        lock(Lock.TICKS)
        cursor.execute(_REBUILD)
        return cursor.rowcount
