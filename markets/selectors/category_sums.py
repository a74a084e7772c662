"""What the listed assets of each category are worth together, beside what a vendor says."""

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from markets.models import Category, CategoryTotal

# Sums of other members than ours are as far apart as this without anybody being wrong.
FAR_APART = 0.25


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

    @property
    def is_far(self) -> bool:
        return self.difference is not None and abs(self.difference) > FAR_APART


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
