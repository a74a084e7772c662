"""Whether a day has closed, and whether the history is filled so far that it can be analysed."""

from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Exists, OuterRef

from markets.models import Asset, Candle, CandleBlock, Market, ObservationYear, OpenCandle
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
    """Whether nearly every asset that had a candle the day before has one of this day.

    Six hours after the close half of them suffice.
    """
    since = now - close_of(day)
    if since < AFTER_CLOSE:
        return False
    before, there = (_candles(one) for one in (day - timedelta(days=1), day))
    return there >= (ALMOST_ALL if since < LONGEST_WAIT else LEAST) * max(before, 1)


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
