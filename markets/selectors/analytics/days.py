"""Which run speaks for a day: the live one where there is one, else the back-computed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db.models import Case, IntegerField, Value, When, Window
from django.db.models.functions import RowNumber

from markets.models import AnalysisRun, MarketDay


@dataclass(frozen=True, slots=True)
class AnalysedDay:
    """A day and the run that speaks for it; `parts` and `points` name the run's arrays."""

    day: date
    run_id: int
    origin: str
    method: int
    seen_at: datetime
    points: tuple[str, ...]
    parts: tuple[str, ...]

    @property
    def is_live(self) -> bool:
        return self.origin == AnalysisRun.Origin.LIVE


# What an `AnalysedDay` says of its run, in order.
_OF_RUN = ("run_id", "run__origin", "run__method", "run__seen_at")
_NAMES = ("run__points", "run__parts")
_IS_LIVE = Case(When(run__origin=AnalysisRun.Origin.LIVE, then=Value(0)), default=Value(1),
                output_field=IntegerField())  # fmt: skip
# Of the runs of a day, which one speaks for it.
_PRECEDENCE = (_IS_LIVE, "-run__method", "-run_id")


def analysed_days(
    *, since: date | None = None, until: date | None = None, origin: str | None = None,
    seen_by: date | None = None,
) -> Mapping[date, AnalysedDay]:  # fmt: skip
    """The analysed days of a span, both ends included, oldest first; as first known.

    Of several runs of a day the live one is taken, else that of the newest method. Corrections are
    versions beside it and do not show. With `origin` only runs of that origin count, with
    `seen_by` those alone whose inputs were all known at the end of that day (UTC). One query.
    """
    rows = MarketDay.objects.filter(run__version=1)
    if since is not None:
        rows = rows.filter(day__gte=since)
    if until is not None:
        rows = rows.filter(day__lte=until)
    if origin is not None:
        rows = rows.filter(run__origin=origin)
    if seen_by is not None:
        end = datetime.combine(seen_by, time.max, tzinfo=UTC)
        rows = rows.filter(run__seen_at__lte=end)
    # Of each run the names stand in one row alone: a back-computed one has years of days.
    place = Window(RowNumber(), partition_by="run_id")
    once = [Case(When(place=1, then=name)) for name in _NAMES]
    found = rows.annotate(place=place).order_by("day", *_PRECEDENCE)
    read = list(found.values_list("day", *_OF_RUN, *once))
    names = {
        run: (tuple(points), tuple(parts))
        for _, run, *_, points, parts in read
        if points is not None
    }
    days: dict[date, AnalysedDay] = {}
    for day, run, origin, method, seen_at, _, _ in read:
        if day not in days:
            days[day] = AnalysedDay(day, run, origin, method, seen_at, *names[run])
    return days


def latest_day(*, as_of: date | None = None) -> AnalysedDay | None:
    """The last analysed day, at or before `as_of`; None where there is none. One query."""
    rows = MarketDay.objects.filter(run__version=1)
    if as_of is not None:
        rows = rows.filter(day__lte=as_of)
    first = rows.order_by("-day", *_PRECEDENCE).values_list("day", *_OF_RUN, *_NAMES).first()
    return None if first is None else AnalysedDay(*first[:-2], *map(tuple, first[-2:]))
