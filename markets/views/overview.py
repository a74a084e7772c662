"""The market at a glance, in words first."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy

from markets.analytics.market.checklist import OUTCOME_DAYS
from markets.selectors.analytics.record.stored import record_of
from markets.selectors.analytics.screener import screener_matrix
from markets.selectors.overview import (
    Overview,
    day_movers,
    largest_coins,
    market_overview,
    volume_leaders,
    without_day_figures,
)
from markets.selectors.sentiment import latest_mood
from markets.views.parts import render_part

MOVERS, TREEMAP_COINS, HEAT_COINS = 6, 60, 20
HEAT_SPANS = {
    "ret_7d": gettext_lazy("7 d"), "ret_30d": gettext_lazy("30 d"),
    "ret_90d": gettext_lazy("90 d"), "ret_365d": gettext_lazy("1 y"),
}  # fmt: skip
# What the list of all assets understood when it stood at this address.
LIST_QUERY = {"q", "category", "sort", "page"}


def overview(request):
    """State, figures, rules and today's moves; only the last part follows prices."""
    if LIST_QUERY & set(request.GET):
        return redirect(f"{reverse('markets:screener')}?{request.GET.urlencode()}")
    largest = largest_coins(most=TREEMAP_COINS)
    rises, falls = day_movers(most=MOVERS)
    context = {
        "largest": largest,
        "rises": rises,
        "falls": falls,
        "not_of_today": without_day_figures(),
        "leaders": volume_leaders(most=MOVERS),
        "heat": _heat(largest[:HEAT_COINS]),
        "spans": list(HEAT_SPANS.values()),
    }
    is_whole = not request.htmx or request.htmx.boosted or request.htmx.history_restore_request
    found = market_overview() if is_whole else None
    if found is not None:
        caps = found.series("total_cap", "altcoin_cap")
        context |= {
            "overview": found,
            "mood": latest_mood(),
            "caps": caps,
            "top_cap": max((day["total_cap"] or 0 for day in caps), default=0),
            "shares": found.series("dominance", "breadth_50"),
            "on_count": sum(rule.is_on is True for rule in found.rules),
            **_checklist(found),
        }
    return render_part(request, "markets/overview.html", context, part="market-today")


def _checklist(found: Overview) -> dict:
    """The rules, and what followed each formerly as the longer of the two records has it."""
    records = record_of("checklist").values()
    record = max(records, key=lambda one: (one.last_day - one.first_day, one.origin), default=None)
    followed = record.document["rules"] if record else {}
    outcomes = {
        rule.name: [
            {"days": days, "mean": None, "n": 0}
            | (followed.get(rule.name) or {}).get(str(days), {})
            for days in OUTCOME_DAYS
        ]
        for rule in found.rules
    }
    return {
        "rules": [(rule, outcomes[rule.name] if record else []) for rule in found.rules],
        "record": record,
        "outcome_days": OUTCOME_DAYS if record else (),
    }


def _heat(coins: list) -> list[dict]:
    """Each coin with its returns as last analysed: (span, fraction or None)."""
    matrix = screener_matrix()
    if matrix is None:
        return []
    returns = {name: matrix.column(name) for name in HEAT_SPANS if name in matrix.figures}
    place = {pk: number for number, pk in enumerate(matrix.asset_ids.tolist())}
    return [
        {
            "asset": coin,
            "returns": [
                (HEAT_SPANS[name], _known(column[place[coin.pk]]))
                for name, column in returns.items()
            ],
        }
        for coin in coins
        if coin.pk in place
    ]


def _known(value: float) -> float | None:
    return float(value) if value == value else None
