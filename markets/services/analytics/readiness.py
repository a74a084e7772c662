"""Whether a day has closed, and whether the history is filled so far that it can be analysed."""

from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Exists, Max, OuterRef

from markets.models import (
    Asset,
    Candle,
    CandleBlock,
    Market,
    MarketDay,
    ObservationYear,
    OpenCandle,
    RefreshRun,
)
from markets.services.history.blocks import RECORDED

# The last prices of a day come in a little after its end.
AFTER_CLOSE = timedelta(minutes=10)
# A day is analysed with what there is when so much time has passed.
LONGEST_WAIT = timedelta(hours=6)
ALMOST_ALL, LEAST = 0.95, 0.5
# Histories are fetched by rank: an analysis waits for those of the largest, but for a day at most.
LARGEST = 250
LONGEST_FILLING = timedelta(hours=24)


def close_of(day: date) -> datetime:
    """The instant at which a day (UTC) ends."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=UTC)


def is_live(day: date, *, now: datetime) -> bool:
    """Whether what is computed now of a day was known before the next one closed."""
    return close_of(day) <= now < close_of(day + timedelta(days=1))


def is_closed(day: date, *, now: datetime) -> bool:
    """Whether nearly as many assets have a candle of this day as of the last one analysed before.

    Six hours after the close half of them suffice. Candles of days that were missed are fetched
    asset by asset: there it is a day after quotes came again.
    """
    if now - close_of(day) < AFTER_CLOSE:
        return False
    before, there = (_candles(one) for one in (_analysed_before(day), day))
    return there >= (LEAST if _has_waited(day, now=now) else ALMOST_ALL) * max(before, 1)


def _has_waited(day: date, *, now: datetime) -> bool:
    runs = RefreshRun.objects.filter(kind=RefreshRun.Kind.QUOTES, started_at__gte=close_of(day))
    seen_again = runs.order_by("started_at").values_list("started_at", flat=True).first()
    if seen_again is None or seen_again - close_of(day) < LONGEST_WAIT:
        return now - close_of(day) >= LONGEST_WAIT
    return now - seen_again >= LONGEST_FILLING


def _analysed_before(day: date) -> date:
    """The last day stored before this one; the day before it where none is."""
    stored = MarketDay.objects.filter(day__lt=day)
    return stored.aggregate(last=Max("day"))["last"] or day - timedelta(days=1)


def is_filled(market: Market, *, now: datetime) -> bool:
    """Whether the largest assets have their history, and a simulated market its further figures."""
    if now - market.chosen_at > LONGEST_FILLING:
        return True
    largest = Asset.objects.listed().order_by("rank").values("pk")[:LARGEST]
    waiting = Asset.objects.filter(pk__in=largest)
    if not waiting.exists():
        return False
    own = {"asset": OuterRef("pk")}
    has_days = Exists(OpenCandle.objects.filter(**own).exclude(source=RECORDED)) | Exists(
        CandleBlock.objects.filter(**own)
    )
    if waiting.exclude(has_days).exists():
        return False
    return (
        not market.is_simulated
        or not waiting.exclude(Exists(ObservationYear.objects.filter(**own))).exists()
    )


def _candles(day: date) -> int:
    candles = Candle.objects.between(day, day)
    return candles.exclude(asset__kind=Asset.Kind.FIAT).count()
