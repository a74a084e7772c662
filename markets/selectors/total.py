"""The whole market's capitalisation, day by day."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

from django.db import connection

from markets.models import GlobalFigures

_LAST_OF_DAYS = """
SELECT DISTINCT ON (day) (at AT TIME ZONE 'UTC')::date AS day, market_cap
FROM markets_globalfigures WHERE at < %(end)s::date + 1 ORDER BY day, at DESC
"""


def market_caps_since() -> date | None:
    """The first day (UTC) with the market's capitalisation."""
    first = GlobalFigures.objects.order_by("at").values_list("at", flat=True).first()
    return None if first is None else first.date()


def market_caps(days: Sequence[date]) -> list[float | None]:
    """US dollars at the end of each UTC day; the last one known, None before the first."""
    if not days:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LAST_OF_DAYS, {"end": max(days)})
        rows = cursor.fetchall()
    known = [day for day, _ in rows]
    places = [bisect_right(known, day) for day in days]
    return [rows[place - 1][1] if place else None for place in places]
