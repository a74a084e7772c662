"""How the sources do: their jobs, their budgets, and how far the filling of histories has come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import redis
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from markets.models import Asset, AssetProfile, CandleBlock, Market, ObservationYear, RefreshRun
from markets.providers.budget import BudgetState
from markets.providers.sources import request_budgets
from markets.selectors.exports.history_holes import holes_to_fill

RECENT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class JobHealth:
    """A kind of job at a source; `error` is what stopped its last run, empty if it worked.

    `runs`, `failed` and `rejected` count the runs of the last 24 hours. `first_run` is the start of
    the oldest that is stored.
    """

    provider: str
    kind: str
    last_good: datetime | None
    runs: int
    failed: int
    rejected: int
    error: str
    first_run: datetime

    @property
    def failing_since(self) -> datetime | None:
        """The end of the last run that worked, if the last one did not."""
        return (self.last_good or self.first_run) if self.error else None


@dataclass(frozen=True, slots=True)
class FillProgress:
    """Of the listed assets how many have a part of each; `waiting` are details that are due.

    `holes` are assets whose missing days of the last year wait to be asked for; None until the
    next search, within minutes.
    """

    listed: int
    with_history: int
    with_observations: int
    with_details: int
    waiting: int
    failing: int
    holes: int | None


def job_health(*, now: datetime | None = None) -> list[JobHealth]:
    """Each kind of job at each source, with its runs of the last 24 hours. Two queries."""
    recent = Q(started_at__gte=(now or timezone.now()) - RECENT)
    latest = RefreshRun.objects.order_by("provider", "kind", "-pk").distinct("provider", "kind")
    last = {(run.provider, run.kind): run for run in latest}
    found = (
        RefreshRun.objects.order_by("provider", "kind")
        .values("provider", "kind")
        .annotate(
            last_good=Max("finished_at", filter=Q(error="")),
            first_run=Min("started_at"),
            runs=Count("pk", filter=recent),
            failed=Count("pk", filter=recent & ~Q(error="")),
            refused=Count("pk", filter=recent & Q(rejected__gt=0)),
        )
    )
    return [
        JobHealth(
            provider=row["provider"],
            kind=last[row["provider"], row["kind"]].get_kind_display(),
            last_good=row["last_good"],
            runs=row["runs"],
            failed=row["failed"],
            rejected=row["refused"],
            error=last[row["provider"], row["kind"]].error,
            first_run=row["first_run"],
        )
        for row in found
    ]


def budget_states() -> dict[str, BudgetState] | None:
    """What each source's budget has left, by name; None while Redis is away. No query."""
    try:
        return {name: budget.state() for name, budget in request_budgets().items()}
    except redis.RedisError:
        return None


def fill_progress(*, now: datetime | None = None) -> FillProgress:
    """How far histories and details have been filled. Five queries."""
    listed = Asset.objects.listed()
    profiles = AssetProfile.objects.aggregate(
        known=Count("pk", filter=Q(seen_at__isnull=False)),
        waiting=Count("pk", filter=Q(due_at__lte=now or timezone.now())),
        failing=Count("pk", filter=~Q(error="")),
    )
    return FillProgress(
        listed=listed.count(),
        with_history=_of(listed, CandleBlock),
        with_observations=_of(listed, ObservationYear),
        with_details=profiles["known"],
        waiting=profiles["waiting"],
        failing=profiles["failing"],
        holes=_holes(),
    )


def _holes() -> int | None:
    market = Market.objects.first()
    found = None if market is None else holes_to_fill(market.provider)
    return None if found is None else len(found)


def _of(assets, model) -> int:
    """How many of the assets have a row of this model."""
    return assets.filter(pk__in=model.objects.order_by().values("asset")).count()
