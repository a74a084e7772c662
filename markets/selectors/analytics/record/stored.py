"""How grades, signals, forecasts and turns did: two records, live and back-computed."""

from markets.analytics.methods import CURRENT
from markets.models import TrackRecord


def track_records(
    *subjects: str, origin: str | None = None, method: int = CURRENT
) -> list[TrackRecord]:
    """The records of a method on some subjects or all, of one origin or of both, never mixed.

    One query.
    """
    records = TrackRecord.objects.filter(method=method)
    if subjects:
        records = records.filter(subject__in=subjects)
    if origin is not None:
        records = records.filter(origin=origin)
    return list(records)


def record_of(subject: str, *, method: int = CURRENT) -> dict[str, TrackRecord]:
    """The records of one subject by origin. One query."""
    return {one.origin: one for one in TrackRecord.objects.filter(method=method, subject=subject)}
