"""One run, from its opening to its last stored day; each block of days is one transaction."""

import logging
from datetime import date, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from markets.analytics.daily import PARTS, POINTS, analyse_days
from markets.analytics.methods import CURRENT
from markets.models import AnalysisRun, Asset, Market, MarketDay
from markets.postgres.locks import Lock, try_lock
from markets.selectors.panel import load_panel
from markets.services.analytics.readiness import is_live
from markets.services.analytics.storing import store_days
from markets.services.choice import require_market
from markets.services.history.candles import HISTORY_START
from markets.services.runs import LONGEST_ERROR

logger = logging.getLogger(__name__)

# A day looks back at the whole history where a figure of it has no more values than this (100 MB,
# of which there are some dozens), else at so many days: at 800 of 15,000 assets.
PANEL_CELLS = 12_000_000
# Assets × days that are stored in one transaction.
BLOCK_CELLS = 100_000


class Block(NamedTuple):
    """Days that are computed and stored together; the last `point_days` with data points.

    With `seen_by`, what was first seen after that day does not count.
    """

    first: date
    last: date
    point_days: int
    seen_by: date | None = None

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def open_run(first: date, last: date, *, version: int = 1) -> AnalysisRun:
    """The run of these days by the present method, opened once; `is_stored` tells if it is done."""
    run, _ = AnalysisRun.objects.get_or_create(
        method=CURRENT,
        version=version,
        first_day=first,
        last_day=last,
        defaults={
            "origin": AnalysisRun.Origin.BACK_COMPUTED,
            "points": POINTS,
            "parts": PARTS,
            "seen_at": timezone.now(),
            "total": (last - first).days + 1,
        },
    )
    return run


def advance(run: AnalysisRun, block: Block) -> bool:
    """Compute and store the next days of a run; False where another worker is at work.

    A block that is stored already is left as it is. What fails is kept in `run.error` and raised.
    """
    try:
        with transaction.atomic():
            if not try_lock(Lock.ANALYTICS):
                return False
            run.refresh_from_db()
            if (block.first - run.first_day).days >= run.done:
                _store(run, block)
    except Exception as error:
        AnalysisRun.objects.filter(pk=run.pk).update(
            error=f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
        )
        raise
    return True


def days_at_once() -> int:
    """How many days of all assets a block holds."""
    return max(BLOCK_CELLS // max(Asset.objects.count(), 1), 1)


def _store(run: AnalysisRun, block: Block) -> None:
    market = Market.objects.get()
    seen_at = timezone.now()
    panel = load_panel(until=block.last, days=_window(block), seen_by=block.seen_by)
    daily = analyse_days(panel, rows=block.days, point_rows=block.point_days)
    if panel.days[0] > HISTORY_START:
        _chain_index(daily.market["index"], before=daily.index_before, day=block.first)
    require_market(market.provider)
    store_days(run, daily)
    run.done += block.days
    run.error = ""
    if run.done == 1 == run.total and run.version == 1 and is_live(block.last, now=timezone.now()):
        run.origin = AnalysisRun.Origin.LIVE
    if run.done == block.days:
        run.seen_at = seen_at
    if run.done >= run.total:
        run.finished_at = timezone.now()
    run.save()
    logger.info("Analysed %s to %s of %d assets", block.first, block.last, len(panel.assets))


def _window(block: Block) -> int:
    most = max(PANEL_CELLS // max(Asset.objects.count(), 1), block.days + 1)
    return min((block.last - HISTORY_START).days + 1, most)


def _chain_index(index, *, before: float, day: date) -> None:
    """Join the index of a panel that does not begin with the history to the day before."""
    stored = MarketDay.objects.filter(day=day - timedelta(days=1)).order_by("run_id").first()
    if stored is not None and stored.figures["index"]:
        index *= stored.figures["index"] / before
