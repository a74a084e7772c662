"""What the day's analysis says of what a portfolio holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from markets.models import Assessment
from markets.numbers import ZERO
from markets.selectors.analytics.changes import CHANGE_DAYS, GRADE_NAMES, is_new_band
from markets.selectors.analytics.days import AnalysedDay, analysed_days, latest_day
from portfolios.models import Portfolio
from portfolios.models.trigger import EXITS
from portfolios.selectors.books.holdings import Holding, Holdings


@dataclass(frozen=True, slots=True)
class HeldOutlook:
    """A position beside its assessment, None where it has none; `before` is seven days older.

    `has_exit` says whether a stop or a target is armed on it.
    """

    holding: Holding
    now: Assessment | None
    before: Assessment | None
    has_exit: bool

    @property
    def turned_grades(self) -> list[str]:
        """The grades that moved by at least 10 points, into another band."""
        if self.now is None or self.before is None:
            return []
        pairs = {name: (getattr(self.before, name), getattr(self.now, name))
                 for name in GRADE_NAMES}  # fmt: skip
        return [
            name
            for name, (old, new) in pairs.items()
            if old is not None and new is not None and is_new_band(old, new)
        ]

    @property
    def turned_signal(self) -> bool:
        """Whether the trend is another than seven days ago."""
        return (
            self.now is not None and self.before is not None and self.now.trend != self.before.trend
        )

    @property
    def turned(self) -> bool:
        return self.turned_signal or bool(self.turned_grades)

    @property
    def lacks_exit(self) -> bool:
        """Its signal is down, and nothing is armed that would end the position."""
        is_down = self.now is not None and self.now.trend == -1
        return is_down and self.holding.quantity > 0 and not self.has_exit


@dataclass(frozen=True, slots=True)
class WeightedGrade:
    """The mean of a grade by value, over `share` (a fraction) of what has value; no debts."""

    value: float | None
    share: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """`at` is None before the first analysis."""

    at: AnalysedDay | None
    rows: list[HeldOutlook]
    grades: Mapping[str, WeightedGrade]

    @property
    def turned(self) -> list[HeldOutlook]:
        return [row for row in self.rows if row.turned]


def outlook_of(portfolio: Portfolio, *, holdings: Holdings) -> Outlook:
    """Positions by value, with what is known of each. Five queries for any number of them."""
    at = latest_day()
    held = [one for one in holdings.open if not one.asset.is_fiat]
    now, before = _assessments(at, [one.asset.pk for one in held])
    exits = set(
        portfolio.triggers.armed().filter(kind__in=EXITS).values_list("asset_id", flat=True)
    )
    rows = [
        HeldOutlook(one, now.get(one.asset.pk), before.get(one.asset.pk), one.asset.pk in exits)
        for one in held
    ]
    whole = sum((one.value for one in holdings.open if one.value and one.value > 0), ZERO)
    grades = {name: _weighted(rows, name, whole=whole) for name in GRADE_NAMES}
    return Outlook(at, rows, grades)


def _assessments(
    at: AnalysedDay | None, assets: list[int]
) -> tuple[dict[int, Assessment], dict[int, Assessment]]:
    """By asset, those of the last day and of seven days before."""
    if at is None:
        return {}, {}
    wanted = at.day - timedelta(days=CHANGE_DAYS)
    days = [at, *analysed_days(since=wanted, until=wanted).values()]
    found: list[dict[int, Assessment]] = [{}, {}]
    for place, day in enumerate(days):
        rows = Assessment.objects.filter(run=day.run_id, day=day.day, asset__in=assets)
        found[place] = {row.asset_id: row for row in rows}
    return found[0], found[1]


def _weighted(rows: list[HeldOutlook], name: str, *, whole: Decimal) -> WeightedGrade:
    graded = [
        (float(row.holding.value / whole), getattr(row.now, name))
        for row in rows
        if row.holding.value and row.holding.value > 0
        if row.now is not None and getattr(row.now, name) is not None
    ]
    share = sum(weight for weight, _ in graded)
    if not share > 0:
        return WeightedGrade(None, 0.0)
    return WeightedGrade(sum(weight * grade for weight, grade in graded) / share, share)
