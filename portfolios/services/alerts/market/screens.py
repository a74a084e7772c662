"""Evaluates alerts on saved views: which assets have entered since the last look."""

import logging
import time
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.http import QueryDict
from django.utils import timezone

from markets.selectors.measures.values import MarketNow
from markets.selectors.screener.query import ScreenerQuery, read_query
from markets.selectors.screener.table import screen_assets, unknown_among
from portfolios.models import MarketAlert
from portfolios.services.alerts.market.evaluation import write_states
from portfolios.services.alerts.market.firing import Firing, notify_firings

logger = logging.getLogger(__name__)

EVERY = timedelta(minutes=5)
# A job ends in time for the next one; what is left is that one's.
BUDGET_SECONDS = 40.0


def evaluate_screens() -> int:
    """Look at views in turns, the longest unseen first; returns how many alerts fired.

    Each look is a transaction of its own: one that fails is logged and delays nobody.
    """
    until, before = time.monotonic() + BUDGET_SECONDS, timezone.now() - EVERY
    due = Q(evaluated_at=None) | Q(evaluated_at__lte=before)
    alerts = MarketAlert.objects.armed().filter(due, screen__isnull=False, user__is_active=True)
    turns = alerts.order_by(F("evaluated_at").asc(nulls_first=True), "pk")
    fired = 0
    for pk in list(turns.values_list("pk", flat=True)):
        if time.monotonic() > until:
            break
        try:
            fired += evaluate_screen(pk)
        except Exception:
            logger.exception("The saved view of market alert %s could not be evaluated", pk)
            MarketAlert.objects.filter(pk=pk).update(evaluated_at=timezone.now())
    return fired


@transaction.atomic
def evaluate_screen(pk: int) -> int:
    """Look at one alert's view, unless another worker does; returns 1 if it fired."""
    held = MarketAlert.objects.select_for_update(skip_locked=True, of=["self"])
    alert = held.armed().select_related("screen").filter(pk=pk).first()
    if alert is None:
        return 0
    market = MarketNow(now=timezone.now())
    query = read_query(QueryDict(alert.screen.query))
    if query.errors or (market.day is None and _is_daily(query)):
        # Days that were back-computed let nothing enter.
        MarketAlert.objects.filter(pk=pk).update(evaluated_at=market.now)
        return 0
    state, entered = _look(alert, query, market=market)
    firing = write_states([state], now=market.now) if state else set()
    if state is None:
        MarketAlert.objects.filter(pk=pk).update(evaluated_at=market.now)
    if firing:
        notify_firings([Firing(pk, dict.fromkeys(sorted(entered), float("nan")))], market=market)
    return len(firing)


def _look(
    alert: MarketAlert, query: ScreenerQuery, *, market: MarketNow
) -> tuple[dict | None, set[int]]:
    """The new state, None if it is as before, and what entered: seen by two looks if live."""
    former, waited = set(alert.met), set(alert.unconfirmed)
    inside = set(screen_assets(query).asset_ids.tolist())
    # What is out of sight for lack of a figure has not left.
    inside |= unknown_among(query, former - inside)
    is_first = alert.evaluated_day is None
    new = set() if is_first else inside - former
    waiting = new - waited if query.live_limits else set()
    entered = new - waiting
    if not is_first and (inside - waiting, waiting) == (former, waited):
        return None, entered
    state = {
        "id": alert.pk, "version": alert.version, "met": sorted(inside - waiting), "unmet": [],
        "unconfirmed": sorted(waiting),
        "unconfirmed_at": market.now.isoformat() if waiting else None,
        "day": (market.now.date() if market.day is None else market.day.day).isoformat(),
        "fires": bool(entered),
    }  # fmt: skip
    return state, entered


def _is_daily(query: ScreenerQuery) -> bool:
    return bool(query.limits - query.live_limits)
