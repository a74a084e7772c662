"""The whole market's capitalisation, day by day."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db.models.functions import TruncDate

from markets.models import GlobalFigures


def market_caps_since() -> date | None:
    """The first day (UTC) with the market's capitalisation."""
    first = GlobalFigures.objects.order_by("at").values_list("at", flat=True).first()
    return None if first is None else first.date()


def market_caps(days: Sequence[date]) -> list[float | None]:
    """US dollars at the end of each UTC day; the last one known, None before the first."""
    if not days:
        return []
    end = datetime.combine(max(days) + timedelta(days=1), time(), tzinfo=UTC)
    by_day = GlobalFigures.objects.filter(at__lt=end).annotate(day=TruncDate("at", tzinfo=UTC))
    rows = list(by_day.order_by("day", "-at").distinct("day").values_list("day", "market_cap"))
    known = [day for day, _ in rows]
    places = [bisect_right(known, day) for day in days]
    return [rows[place - 1][1] if place else None for place in places]
