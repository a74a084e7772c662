"""What changed of late: grades that moved, and fresh signals."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from markets.analytics.grades.grade import word_of
from markets.analytics.series import reaches
from markets.models import Assessment
from markets.selectors.analytics.days import AnalysedDay, analysed_days, latest_day

CHANGE_DAYS = 7
# A change of so many points that crosses a band is one to tell.
LEAST_CHANGE = 10.0
GRADE_NAMES = ("trader", "investor")


@dataclass(frozen=True, slots=True)
class GradeChange:
    """An asset's grade of a day against that of seven days before."""

    asset_id: int
    slug: str
    symbol: str
    name: str
    grade: str
    before: float
    now: float

    @property
    def change(self) -> float:
        return self.now - self.before

    @property
    def crosses_band(self) -> bool:
        """At least 10 points, and from one word to another."""
        return is_new_band(self.before, self.now)


def is_new_band(before: float, now: float) -> bool:
    """Whether a grade moved by at least 10 points, and from one word to another."""
    return bool(reaches(abs(now - before), LEAST_CHANGE)) and word_of(before) != word_of(now)


def grade_changes(
    *, grade: str = "trader", as_of: date | None = None, only_bands: bool = True
) -> list[GradeChange]:
    """Changes within seven days to the last analysed day, the largest first.

    With `only_bands` those that are at least 10 points and cross a band. Four queries.
    """
    if grade not in GRADE_NAMES:
        raise ValueError(f"There is no grade {grade!r}")
    now = latest_day(as_of=as_of)
    if now is None:
        return []
    wanted = now.day - timedelta(days=CHANGE_DAYS)
    before = analysed_days(since=wanted, until=wanted).get(wanted)
    if before is None:
        return []
    earlier = dict(_rows(before).exclude(**{grade: None}).values_list("asset_id", grade))
    rows = _rows(now).exclude(**{grade: None})
    changes = [
        GradeChange(pk, slug, symbol, name, grade, earlier[pk], value)
        for pk, slug, symbol, name, value in rows.values_list(
            "asset_id", "asset__slug", "asset__symbol", "asset__name", grade
        )
        if pk in earlier
    ]
    if only_bands:
        changes = [change for change in changes if change.crosses_band]
    return sorted(changes, key=lambda change: (-abs(change.change), change.slug))


def movers(
    *, grade: str = "trader", as_of: date | None = None, most: int = 10
) -> tuple[list[GradeChange], list[GradeChange]]:
    """The assets whose grade rose and fell most within seven days."""
    return rises_and_falls(grade_changes(grade=grade, as_of=as_of, only_bands=False), most=most)


def rises_and_falls(
    changes: list[GradeChange], *, most: int
) -> tuple[list[GradeChange], list[GradeChange]]:
    """The first of those that rose, and of those that fell."""
    rises = [change for change in changes if change.change > 0]
    falls = [change for change in changes if change.change < 0]
    return rises[:most], falls[:most]


def fresh_signals(
    *, days: int = 7, as_of: date | None = None
) -> list[tuple[AnalysedDay, Assessment]]:
    """Signals of the last days up to the last analysed one, the latest first. Three queries."""
    now = latest_day(as_of=as_of)
    if now is None:
        return []
    spoken = analysed_days(since=now.day - timedelta(days=days - 1), until=now.day)
    rows = (
        Assessment.objects.filter(run__in={one.run_id for one in spoken.values()})
        .filter(day__in=list(spoken), signal__in=(1, -1))
        .select_related("asset")
        .order_by("-day", "asset__slug")
    )
    return [(spoken[row.day], row) for row in rows if spoken[row.day].run_id == row.run_id]


def _rows(day: AnalysedDay) -> QuerySet:
    return Assessment.objects.filter(run=day.run_id, day=day.day)
