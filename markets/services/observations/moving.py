"""Moves what was observed of an asset, and said of it, to the asset that takes its place."""

from datetime import date, timedelta

import numpy as np
from django.db.models import Exists, OuterRef

from markets.models import Assessment, Asset, AssetPoints, ObservationRevision, ObservationYear
from markets.postgres.locks import Lock, lock


def move_observations(source: Asset, target: Asset) -> None:
    """Give the target the days that it has no value of, each with when it was first seen.

    Its own values stand, as seen then, whatever the source says of the same days; revisions follow
    the values that they revise. To be called within a transaction.
    """
    lock(Lock.OBSERVATIONS)
    stored = ObservationYear.objects.filter(asset=target)
    own = {(row.figure, row.year): row for row in stored}
    for row in ObservationYear.objects.filter(asset=source):
        into = own.get((row.figure, row.year))
        if into is None:
            _move_revisions(row, target, _days(row, np.isfinite(row.values)))
            ObservationYear.objects.filter(pk=row.pk).update(asset=target)
        else:
            _move_revisions(row, target, _days(row, _fill(into, row)))
            row.delete()
    ObservationRevision.objects.filter(asset=source).delete()


def move_assessments(source: Asset, target: Asset) -> None:
    """Give the target the days of each run on which it was not assessed itself.

    What a run said of both stands with each: it is history.
    """
    for model in (Assessment, AssetPoints):
        same = model.objects.filter(asset=target, day=OuterRef("day"), run=OuterRef("run"))
        model.objects.filter(~Exists(same), asset=source).update(asset=target)


def _fill(into: ObservationYear, row: ObservationYear) -> np.ndarray:
    """Put a year's values into another's gaps, in the database too; which days were filled."""
    length = max(len(into.values), len(row.values))
    own, other = (_padded(one.values, length, np.nan) for one in (into, row))
    filled = np.isnan(own) & np.isfinite(other)
    if filled.any():
        seen, seen_other = (_padded(one.seen_after, length, -1) for one in (into, row))
        into.values = np.where(filled, other, own).tolist()
        into.seen_after = np.where(filled, seen_other, seen).astype(int).tolist()
        into.save(update_fields=["values", "seen_after"])
    return filled


def _padded(values: list, length: int, filling: float) -> np.ndarray:
    return np.array([*values, *[filling] * (length - len(values))], dtype=float)


def _days(row: ObservationYear, chosen: np.ndarray) -> list[date]:
    first = date(row.year, 1, 1)
    return [first + timedelta(days=place) for place in np.flatnonzero(chosen).tolist()]


def _move_revisions(row: ObservationYear, target: Asset, days: list[date]) -> None:
    ObservationRevision.objects.filter(asset=row.asset_id, figure=row.figure, day__in=days).update(
        asset=target
    )
