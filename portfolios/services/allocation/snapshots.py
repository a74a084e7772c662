"""Keeps, once a day, how each portfolio was spread."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max, Min
from django.utils import timezone

from markets.analytics.tiers import LARGE_CAP, MID_CAP, TIERS
from markets.models import USD, Asset
from markets.postgres.statements import statement, words
from portfolios.models import Portfolio
from portfolios.selectors.allocation.allocation import CASH, UNKNOWN

# So many portfolios to a transaction: it stays short however many there are.
_STEP = 5000

_TAKE = statement(__file__, "take_snapshots")
_TIERS = {tier: tier for tier in (*TIERS, CASH, UNKNOWN)}
_CAPS = {"large_cap": LARGE_CAP, "mid_cap": MID_CAP}
_WORDS = words(Asset.Kind) | _TIERS | _CAPS | {"usd": USD}


def take_allocation_snapshots(*, now: datetime | None = None) -> int:
    """Write today's snapshot of every portfolio that holds something; returns how many.

    Run again the same day, it replaces the day's earlier one. A portfolio whose currency has no
    rate is left out: its value is not known.
    """
    values = _WORDS | {"now": now or timezone.now()}
    span = Portfolio.objects.aggregate(first=Min("pk"), last=Max("pk"))
    taken = 0
    for first in range(span["first"] or 0, 1 + (span["last"] or -1), _STEP):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_TAKE, values | {"first": first, "last": first + _STEP - 1})
            taken += cursor.rowcount
    return taken
