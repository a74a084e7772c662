"""Keeps, once a day, how each portfolio was spread."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from markets.models import Asset
from markets.postgres.statements import statement, words
from markets.selectors import LARGE_CAP, MID_CAP
from portfolios.models import Portfolio

# So many portfolios to a transaction: it stays short however many there are.
_STEP = 5000

_TAKE = statement(__file__, "take_snapshots")


def take_allocation_snapshots(*, now: datetime | None = None) -> int:
    """Write today's snapshot of every portfolio that holds something; returns how many.

    Run again the same day, it replaces the day's earlier one. A portfolio whose currency has no
    rate is left out: its value is not known.
    """
    values = words(Asset.Kind) | {"now": now or timezone.now(), "mid": MID_CAP, "large": LARGE_CAP}
    span = Portfolio.objects.aggregate(first=Min("pk"), last=Max("pk"))
    taken = 0
    for first in range(span["first"] or 0, 1 + (span["last"] or -1), _STEP):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_TAKE, values | {"first": first, "last": first + _STEP - 1})
            taken += cursor.rowcount
    return taken
