"""Keeps, once a day, how each portfolio was spread."""

from datetime import datetime

from django.utils import timezone

from portfolios.models import AllocationSnapshot, Portfolio
from portfolios.selectors.allocation import allocation_of
from portfolios.selectors.holdings import holdings_of


def take_allocation_snapshots(*, now: datetime | None = None) -> int:
    """Write today's snapshot of every portfolio that holds something; returns how many.

    Run again the same day, it replaces the day's earlier one.
    """
    now = now or timezone.now()
    snapshots = []
    for portfolio in Portfolio.objects.select_related("currency").iterator():
        holdings = holdings_of(portfolio)
        if holdings.open:
            spread = allocation_of(portfolio, holdings=holdings)
            snapshots.append(
                AllocationSnapshot(
                    portfolio=portfolio,
                    day=now.astimezone(portfolio.zone).date(),
                    value=float(holdings.value),
                    by_asset=_weights(spread.by_asset),
                    by_kind=_weights(spread.by_kind),
                    by_tier=_weights(spread.by_tier),
                )
            )
    AllocationSnapshot.objects.bulk_create(
        snapshots,
        update_conflicts=True,
        unique_fields=["portfolio", "day"],
        update_fields=["value", "by_asset", "by_kind", "by_tier"],
    )
    return len(snapshots)


def _weights(slices) -> dict[str, float]:
    return {part.key: round(float(part.weight), 6) for part in slices}
