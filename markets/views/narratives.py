"""Categories of coins as narratives: which lead, which turn, and who belongs to them."""

from django.shortcuts import get_object_or_404, render

from markets.models import Category
from markets.selectors.analytics.records import record_of
from markets.selectors.narratives import (
    as_fraction,
    category_sums,
    narrative_history,
    narratives,
    turns,
)
from markets.selectors.screener.query import ScreenerQuery
from markets.selectors.screener.table import screen_assets
from markets.views.cells import written

MEMBERS = 50
MEMBER_COLUMNS = ("price", "change_24h", "ret_30d", "ret_90d", "market_cap", "age_days")


def narrative_list(request):
    """All narratives by momentum, their rotation, and the turns with their record."""
    found = narratives()
    context = {
        "narratives": found,
        "day": found[0].today.day if found else None,
        "turns": turns(),
        "records": _turn_records(),
        "sums": category_sums(),
    }
    return render(request, "markets/narratives.html", context)


def narrative(request, slug):
    """One category: its strength over a year, its turns, its largest members."""
    category = get_object_or_404(Category, slug=slug)
    history = narrative_history(category)
    query = ScreenerQuery(category=slug, columns=MEMBER_COLUMNS, sort="market_cap", is_falling=True)
    screen = screen_assets(query)
    context = {
        "category": category,
        "at": history[-1][0] if history else None,
        "today": history[-1][1] if history else None,
        "history": [
            {
                "time": day.day.isoformat(),
                "strength": as_fraction(row.ahead_30),
                "momentum": row.momentum,
                "breadth": row.breadth,
            }
            for day, row in history
        ],
        "turns": [(day, row) for day, row in reversed(history) if row.turned],
        "headings": query.shown,
        "members": [
            (asset, list(map(written, MEMBER_COLUMNS, figures)))
            for asset, figures in screen.rows(0, MEMBERS)
        ],
        "member_count": len(screen),
        "sum": next(iter(category_sums(slug=slug)), None),
    }
    return render(request, "markets/narrative.html", context)


def _turn_records() -> list[dict]:
    """What followed turns, by origin; nothing before there is a record."""
    return [
        {"origin": record.get_origin_display(), "first": record.first_day, "last": record.last_day,
         "is_significant": record.is_significant, **record.document["ahead_30"]}
        for record in record_of("narratives").values()
        if record.document.get("ahead_30")
    ]  # fmt: skip
