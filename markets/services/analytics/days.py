"""Analyses days once they have closed, catches up after downtime, and fills the days before."""

from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models import Max, Min

from markets.analytics.methods import CURRENT
from markets.models import (
    AnalysisRun,
    AssetPoints,
    Candle,
    CandleBlock,
    Market,
    MarketDay,
    OpenCandle,
)
from markets.services.analytics.readiness import is_closed, is_filled
from markets.services.analytics.records import refresh_records
from markets.services.analytics.runs import Block, advance, days_at_once, open_run

DAY = timedelta(days=1)
# Of back-computed days so many have their data points; see AssetPoints for the space they take.
HISTORY_POINT_DAYS = 90
# Before it no coin is ranked.
RANKED_AFTER = timedelta(days=90)


def analyse_day(day: date, *, correction: bool = False) -> AnalysisRun | None:
    """Analyse a closed day with what was seen by the end of the next one, and store it.

    It is live if the next day has not closed yet, else back-computed. A day that is stored stays as
    it is, unless a `correction` is asked for: that is a further version. Returns None while another
    worker is at work.
    """
    version = 1
    if correction:
        stored = AnalysisRun.objects.filter(first_day=day, last_day=day)
        version = (stored.aggregate(last=Max("version"))["last"] or 0) + 1
    run = open_run(day, day, version=version)
    is_mine = advance(run, Block(day, day, point_days=1, seen_by=day + DAY))
    return run if is_mine else None


def analyse_market(*, now: datetime | None = None) -> list[AnalysisRun]:
    """Analyse every closed day that is not stored, then the days before the first, then score.

    To be called again and again: does nothing while the history is being filled, while a day's
    candles are still coming in, or where all is stored. Runs that stored something are returned.
    """
    now = now or datetime.now(UTC)
    market = Market.objects.first()
    if market is None or not is_filled(market, now=now):
        return []
    runs = []
    for day in _missing_days(until=now.date() - DAY):
        if is_closed(day, now=now):
            run = analyse_day(day)
            if run is None:
                return runs
            runs.append(run)
    history = fill_analyses()
    _forget_points(now.date())
    runs = runs if history is None else [*runs, history]
    if runs:
        refresh_records()
    return runs


def fill_analyses() -> AnalysisRun | None:
    """Back-compute the days before the first analysed one, oldest first, block by block.

    They are BACK_COMPUTED_DAYS.

    May be stopped and run again at any time: it goes on with the first block that is not stored.
    Returns None when there is nothing to do.
    """
    run = _history_run()
    if run is None or run.finished_at is not None:
        return None
    while run.done < run.total:
        if not advance(run, _next_block(run)):
            return None
    return run


def _missing_days(*, until: date) -> list[date]:
    """Days since the first of those analysed one by one; yesterday alone where there is none."""
    single = AnalysisRun.objects.filter(total=1, version=1)
    first = single.aggregate(first=Min("first_day"))["first"] or until
    stored = set(MarketDay.objects.filter(day__gte=first).values_list("day", flat=True))
    days = (first + number * DAY for number in range((until - first).days + 1))
    return [day for day in days if day not in stored]


def _history_run() -> AnalysisRun | None:
    """The run of the days before those analysed one by one, opened when there are any.

    Each method has its own, so that each has a record.
    """
    runs = AnalysisRun.objects.filter(method=CURRENT)
    run = runs.filter(total__gt=1).first()
    if run is not None:
        return run
    first = runs.filter(done=1, total=1).aggregate(first=Min("first_day"))["first"]
    begun = _first_candle()
    if first is None or begun is None:
        return None
    since = max(first - settings.BACK_COMPUTED_DAYS * DAY, begun + RANKED_AFTER)
    return open_run(since, first - DAY) if since < first - DAY else None


def _next_block(run: AnalysisRun) -> Block:
    first = run.first_day + run.done * DAY
    last = min(first + (days_at_once() - 1) * DAY, run.last_day)
    with_points = max(run.last_day - (HISTORY_POINT_DAYS - 1) * DAY, first)
    return Block(first, last, point_days=max((last - with_points).days + 1, 0))


def _first_candle() -> date | None:
    """The first day with a candle of an asset that is no currency."""
    not_fiat = {"asset__kind": "fiat"}
    block = CandleBlock.objects.exclude(**not_fiat).aggregate(first=Min("block"))["first"]
    candles = OpenCandle.objects if block is None else Candle.objects.filter(block__lte=block)
    return candles.exclude(**not_fiat).aggregate(first=Min("day"))["first"]


def _forget_points(today: date) -> None:
    AssetPoints.objects.filter(day__lt=today - settings.ANALYTICS_POINT_DAYS * DAY).delete()
