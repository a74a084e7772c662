"""Categories against the market: how far ahead, whether gaining, and who is new in them."""

import math
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, Sum

from markets.models import Category, CategoryDay, CategoryTotal
from markets.selectors.analytics.days import AnalysedDay
from markets.selectors.analytics.market import categories_of, category_history, recent_turns
from markets.selectors.analytics.screener import Matrix, screener_matrix

# Over so many days the change of strength is taken; a coin is new for so many.
CHANGE_DAYS, NEW_DAYS, TURNS_DAYS, HISTORY_DAYS = 14, 90, 180, 365


@dataclass(frozen=True, slots=True)
class Narrative:
    """A category of the last analysed day, and that of 14 days before if there was one."""

    today: CategoryDay
    before: CategoryDay | None
    newcomers: int

    @property
    def strength(self) -> float | None:
        """Its index over 30 days against the market's, as a fraction."""
        return as_fraction(self.today.ahead_30)

    @property
    def strength_90(self) -> float | None:
        return as_fraction(self.today.ahead_90)

    @property
    def strength_change(self) -> float | None:
        """How much higher that is than 14 days before, as a difference of fractions."""
        before = None if self.before is None else as_fraction(self.before.ahead_30)
        now = self.strength
        return None if now is None or before is None else now - before

    @property
    def quadrant(self) -> str | None:
        """Leading, weakening, lagging or improving; None where strength or change is unknown."""
        strength, change = self.strength, self.strength_change
        if strength is None or change is None:
            return None
        if strength >= 0:
            return "leading" if change >= 0 else "weakening"
        return "improving" if change >= 0 else "lagging"


def narratives() -> list[Narrative]:
    """All categories with ranked coins, by momentum, the unknown last. At most six queries."""
    today = categories_of()
    if not today:
        return []
    earlier = {
        one.category_id: one
        for one in categories_of(as_of=today[0].day - timedelta(days=CHANGE_DAYS))
        if one.day == today[0].day - timedelta(days=CHANGE_DAYS)
    }
    newcomers = _newcomers(screener_matrix())
    return [
        Narrative(one, earlier.get(one.category_id), newcomers.get(one.category.slug, 0))
        for one in today
    ]


def narrative_history(category: Category) -> list[tuple[AnalysedDay, CategoryDay]]:
    """The category's analysed days of a year, oldest first. Two queries."""
    return category_history(category.slug, since=date.today() - timedelta(days=HISTORY_DAYS))


def turns() -> list[tuple[AnalysedDay, CategoryDay]]:
    """The turns of half a year, the latest first. Two queries."""
    return recent_turns(since=date.today() - timedelta(days=TURNS_DAYS))


def as_fraction(log_return: float | None) -> float | None:
    """A log return as a simple one."""
    return None if log_return is None else math.expm1(log_return)


@dataclass(frozen=True, slots=True)
class CategorySum:
    """Our sum of `members` with a cap, in dollars; `total` is the vendor's, None where none is."""

    category: Category
    members: int
    market_cap: float
    total: CategoryTotal | None

    @property
    def difference(self) -> float | None:
        """By what fraction of the vendor's sum ours is above it."""
        return None if self.total is None else self.market_cap / self.total.market_cap - 1


def category_sums(*, slug: str | None = None) -> list[CategorySum]:
    """All categories with a cap, or one, the largest first. One query."""
    listed = Q(assets__is_active=True, assets__quote__market_cap__gt=0)
    rows = Category.objects.select_related("total").annotate(
        members=Count("assets", filter=listed),
        market_cap=Sum("assets__quote__market_cap", filter=listed),
    )
    rows = rows.filter(market_cap__gt=0) if slug is None else rows.filter(slug=slug)
    found = [
        CategorySum(one, one.members, one.market_cap, getattr(one, "total", None))
        for one in rows
        if one.market_cap
    ]
    return sorted(found, key=lambda one: -one.market_cap)


def _newcomers(matrix: Matrix | None) -> dict[str, int]:
    """How many coins of each category have less than 90 days of history, by slug."""
    counts: dict[str, int] = {}
    if matrix is None or "age_days" not in matrix.figures:
        return counts
    is_new = (matrix.column("age_days") < NEW_DAYS) & (matrix.kinds == "coin")
    for place in is_new.nonzero()[0].tolist():
        for slug in matrix.categories[place]:
            counts[slug] = counts.get(slug, 0) + 1
    return counts
