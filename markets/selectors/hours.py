"""Hours of an asset, from the record of accepted prices and what a provider filled it with."""

from datetime import UTC, datetime, timedelta

import numpy as np

from markets.analytics.charts.bars import Bars
from markets.models import AcceptedRange, Asset, HourCandles, Quote

_AN_HOUR = timedelta(hours=1)


def hours_of(asset: Asset, *, since: datetime, until: datetime) -> Bars:
    """The hours that begin from `since` up to `until`, the one under way among them: three queries.

    What was accepted of quotes comes before what a provider said of the same hour. An hour opens
    at the close of the one before, where that is known.
    """
    first = since.replace(minute=0, second=0, microsecond=0)
    begun = int(first.timestamp()) - 3600
    count = int((until - first) / _AN_HOUR) + 2
    figures = np.full((3, count), np.nan)
    for start, *values in [*_stored(asset, since=first), *_accepted(asset, since=first)]:
        place = (int(start.timestamp()) - begun) // 3600
        known = np.array([np.nan if value is None else value for value in values])
        if 0 <= place < count and np.isfinite(known[2]):
            figures[:, place] = np.where(np.isfinite(known), known, figures[:, place])
    high, low, close = figures
    return Bars(
        time=begun + 3600 * np.arange(1, count, dtype=np.int64),
        open=close[:-1], high=high[1:], low=low[1:], close=close[1:],
        volume=np.full(count - 1, np.nan),
    ).known()  # fmt: skip


def _stored(asset: Asset, *, since: datetime):
    rows = HourCandles.objects.filter(asset=asset, day__gte=(since - _AN_HOUR).date())
    for day, *arrays in rows.values_list("day", "high", "low", "close"):
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
        for hour, values in enumerate(zip(*arrays, strict=True)):
            yield midnight + hour * _AN_HOUR, *values


def _accepted(asset: Asset, *, since: datetime):
    rows = AcceptedRange.objects.filter(asset=asset, hours=1, start__gte=since - _AN_HOUR)
    yield from rows.order_by("start").values_list("start", "high", "low", "close")
    columns = ("as_of", "hour_high", "hour_low", "price")
    for as_of, *values in Quote.objects.filter(asset=asset).values_list(*columns):
        yield as_of.astimezone(UTC).replace(minute=0, second=0, microsecond=0), *values
