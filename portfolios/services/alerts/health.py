"""Notices without a trigger: stale prices, failing sources, and new problems of the books."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from markets.selectors import market_status
from markets.selectors.health import JobHealth, job_health
from portfolios.accounting.core.types import ProblemCode
from portfolios.models import LedgerProblem, Notice, Portfolio, User
from portfolios.selectors.books.health_texts import TEXTS
from portfolios.services.alerts.notices import notify

# Longer than the pause between two runs of any job that asks a source, of which one may fail.
FAILING_AFTER = timedelta(hours=7)
FAILURES = 2
ProblemKey = tuple[str, int | None, int | None]


def tell_of_stale_prices() -> int:
    """Tell staff, and who relies on stops, that prices have stopped coming; returns how many.

    Once an outage and day: what no fresh price comes for cannot fire.
    """
    status = market_status()
    if status.provider is None or status.is_fresh or status.prices_at is None:
        return 0
    since = f"{status.prices_at:%Y-%m-%d %H:%M}"
    armed = Q(portfolios__triggers__status="armed")
    sent = notify(
        User.objects.filter(Q(is_staff=True) | armed, is_active=True).distinct(),
        kind="provider_stale",
        subject=since,
        title=gettext_lazy("Prices are stale"),
        text=format_lazy(
            gettext_lazy(
                "No prices have come from {source} since {since} UTC. Until they do, no stop and no"
                " target can fire."
            ),
            source=status.label,
            since=since,
        ),
        path="/markets/",
    )
    return len(sent)


def notify_failing_sources(*, now: datetime | None = None) -> int:
    """Notify staff of sources that have refused for hours; returns how many notices.

    Once an outage and day for each source. A job that no longer runs, since its source is switched
    off, is none.
    """
    now = now or timezone.now()
    failing: dict[str, list[JobHealth]] = defaultdict(list)
    for job in job_health(now=now):
        since = job.failing_since
        if since is not None and now - since > FAILING_AFTER and job.failed >= FAILURES:
            failing[job.provider].append(job)
    people = list(User.objects.filter(is_staff=True, is_active=True)) if failing else []
    sent = 0
    for provider, jobs in failing.items():
        since = min(job.failing_since for job in jobs)
        sent += len(
            notify(
                people,
                kind="provider_stale",
                subject=f"{provider} {since:%Y-%m-%d %H:%M}",
                title=f"The source {provider} fails",
                text="\n".join(["What it brought before stays.", *map(_in_words, jobs)]),
                path="/admin/markets/refreshrun/",
            )
        )
    return sent


def _in_words(job: JobHealth) -> str:
    return (
        f"{job.kind}: nothing since {job.failing_since:%Y-%m-%d %H:%M} UTC, {job.failed} of"
        f" {job.runs} runs of the last 24 hours failed. Last error: {job.error}"
    )


def problem_keys(portfolio: Portfolio) -> set[ProblemKey]:
    """What tells the standing problems of a portfolio's books apart."""
    standing = LedgerProblem.objects.filter(portfolio=portfolio).standing()
    return set(standing.values_list("code", "transaction_id", "asset_id"))


def tell_of_new_problems(portfolio: Portfolio, *, before: set[ProblemKey]) -> list[Notice]:
    """Tell the owner what the new books found that the former ones had not; once a day."""
    found = problem_keys(portfolio) - before
    if not found:
        return []
    counts = Counter(code for code, *_rest in found)
    with translation.override(portfolio.owner.letter_language):
        title = ngettext(
            "{portfolio}: a new problem in the data",
            "{portfolio}: {count} new problems in the data",
            len(found),
        ).format(portfolio=portfolio.name, count=len(found))
        lines = [_("Figures may be wrong until this is looked at:")]
        lines += [
            f"{count} × {_(TEXTS[ProblemCode(code)][0])}" for code, count in counts.most_common()
        ]
    return notify(
        [portfolio.owner],
        kind="data_health",
        subject=f"portfolio {portfolio.pk}",
        title=title,
        text="\n".join(lines),
        path=f"/portfolios/{portfolio.pk}/health/",
        portfolio=portfolio,
    )
