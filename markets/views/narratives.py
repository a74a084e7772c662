"""Categories of coins as narratives: which lead, which turn, and who belongs to them."""

from django.http import QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from markets.models import Category
from markets.selectors.analytics.record.stored import record_of
from markets.selectors.narratives import (
    as_fraction,
    category_sums,
    narrative_history,
    narratives,
    turns,
)
from markets.selectors.screener.query import NAME, ScreenerQuery
from markets.selectors.screener.sorting import sort_rows
from markets.selectors.screener.table import screen_assets
from markets.views.cells import written
from markets.views.screener import screener_headings
from markets.views.tables import headings_of

MEMBERS = 50
MEMBER_COLUMNS = ("price", "change_24h", "ret_30d", "ret_90d", "market_cap", "age_days")
# The columns of the list; where a term of the glossary has the same name, the head explains it.
_HEADS = {
    "name": _("Category"), "ahead_30": _("Against the market, 30 d"), "ahead_90": _("90 d"),
    "volume-share": _("Volume share"), "volume_trend": _("Volume, 7 over 90 d"),
    "breadth": _("Above 50-day average"), "momentum": _("Momentum"), "coins": _("Coins"),
    "newcomers": _("New in 90 d"),
}  # fmt: skip
_NUMBERS = _HEADS.keys() - {"name"}
_FIGURES = {
    "name": lambda row: row[1].today.category.name.casefold(),
    "ahead_30": lambda row: row[1].strength, "ahead_90": lambda row: row[1].strength_90,
    "volume-share": lambda row: row[1].today.volume_share,
    "volume_trend": lambda row: row[1].today.volume_trend,
    "breadth": lambda row: row[1].today.breadth, "momentum": lambda row: row[1].today.momentum,
    "coins": lambda row: row[1].today.coins, "newcomers": lambda row: row[1].newcomers,
}  # fmt: skip


def narrative_list(request):
    """All narratives, by momentum at first, their rotation, and the turns with their record."""
    found = narratives()
    sort = request.GET.get("sort", "-momentum")
    context = {
        "narratives": found,
        # With the place by momentum, which is the number of each in the picture.
        "rows": sort_rows(enumerate(found, start=1), sort, by=_FIGURES),
        "headings": headings_of(
            _HEADS, sort=sort, numbers=_HEADS.keys() - {"name"}, rising={"name"}
        ),
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
    query = _member_query(request.GET, category=slug)
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
        "headings": screener_headings(query),
        "members": [
            (asset, list(map(written, MEMBER_COLUMNS, figures)))
            for asset, figures in screen.rows(0, MEMBERS)
        ],
        "member_count": len(screen),
        "sum": next(iter(category_sums(slug=slug)), None),
    }
    return render(request, "markets/narrative.html", context)


def _member_query(asked: QueryDict, *, category: str) -> ScreenerQuery:
    """The largest members at first; an order that there is none of is that one."""
    query = ScreenerQuery(category=category, columns=MEMBER_COLUMNS)
    sort = asked.get("sort", "")
    name = sort.removeprefix("-")
    query.sort = name if name in (NAME, *MEMBER_COLUMNS) else "market_cap"
    query.is_falling = sort.startswith("-") or name != query.sort
    return query


def _turn_records() -> list[dict]:
    """What followed turns, by origin; nothing before there is a record."""
    return [
        {"origin": record.get_origin_display(), "first": record.first_day, "last": record.last_day,
         "is_significant": record.is_significant, **record.document["ahead_30"]}
        for record in record_of("narratives").values()
        if record.document.get("ahead_30")
    ]  # fmt: skip
