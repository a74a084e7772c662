"""Candles, and the figures beyond them with the day on which each was seen."""

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from markets.blocks import EPOCH
from markets.models import ObservationRevision, ObservationYear
from markets.selectors.exports.batches import Asked, Batch, as_columns
from markets.selectors.history import FIGURES, read_days

# Of an unlimited span: as many days as most assets have.
USUAL_DAYS = 1_000
CANDLES = ("asset", "day", *FIGURES)
OBSERVATIONS = ("asset", "figure", "day", "value", "seen_on", "source")


def candles(asked: Asked) -> Iterator[Batch]:
    """Days by asset, oldest first. One query a batch."""
    for chunk in asked.chunks(days=_span(asked)):
        yield _candles(chunk, asked)


def _candles(chunk: dict[int, str], asked: Asked) -> Batch:
    # Of days that are not stored there is no room to make.
    first = asked.since and max(asked.since, EPOCH)
    last = asked.last and min(asked.last, date.today())
    found = read_days(list(chunk), first=first, last=last)
    assets, days = np.nonzero(np.isfinite(found.figures["close"]))
    slugs = np.array(list(chunk.values()), dtype=object)
    first = found.first.toordinal()
    figures = (
        [value if value == value else None for value in found.figures[name][assets, days].tolist()]
        for name in FIGURES
    )
    columns = (
        slugs[assets].tolist(),
        [date.fromordinal(first + day) for day in days.tolist()],
        *figures,
    )
    return dict(zip(CANDLES, columns, strict=True))


def observations(asked: Asked) -> Iterator[Batch]:
    """By asset, figure and day the last value that was seen, by `as_of`. Two queries a batch."""
    for chunk in asked.chunks(days=USUAL_DAYS):
        rows = sorted(_observed(chunk, asked).items())
        yield as_columns(
            OBSERVATIONS, [(chunk[pk], figure, day, *seen) for (pk, figure, day), seen in rows]
        )


def _observed(chunk: dict[int, str], asked: Asked) -> dict[tuple, tuple]:
    """(value, seen on, source) by asset, figure and day."""
    found: dict[tuple, tuple] = {}
    years = ObservationYear.objects.filter(asset__in=chunk)
    names = ("asset_id", "figure", "year", "source", "values", "seen_after")
    for pk, figure, year, source, values, seen_after in years.values_list(*names):
        first = date(year, 1, 1)
        for number, (value, after) in enumerate(zip(values, seen_after, strict=True)):
            day = first + timedelta(days=number)
            seen_on = day + timedelta(days=after)
            if value == value and _counts(day, seen_on, asked):
                found[pk, figure, day] = (value, seen_on, source)
    revised = ObservationRevision.objects.filter(asset__in=chunk).order_by("seen_on", "pk")
    names = ("asset_id", "figure", "day", "value", "seen_on", "source")
    for pk, figure, day, *seen in revised.values_list(*names):
        if _counts(day, seen[1], asked):
            found[pk, figure, day] = tuple(seen)
    return found


def _counts(day: date, seen_on: date, asked: Asked) -> bool:
    return (
        (asked.since is None or day >= asked.since)
        and (asked.last is None or day <= asked.last)
        and (asked.as_of is None or seen_on <= asked.as_of)
    )


def _span(asked: Asked) -> int:
    if asked.since is None:
        return USUAL_DAYS
    last = min(asked.last or date.today(), date.today())
    return max((last - max(asked.since, EPOCH)).days + 1, 1)
