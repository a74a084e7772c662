"""Keeps what each job brought, and what went wrong, in `RefreshRun`."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.core.cache import cache
from django.utils import timezone

from markets.models import Market, RefreshRun
from markets.providers.base import ProviderError

logger = logging.getLogger(__name__)
# A process that is killed must not keep its job from running for a whole pause.
_LONGEST_JOB = timedelta(minutes=10)

KEEP_RUNS = timedelta(days=30)
LONGEST_ERROR = 2000


@contextmanager
def recorded_run(kind: str, *, provider: str) -> Iterator[RefreshRun]:
    """A run that is stored before the work, and again after it with the counts put into it.

    A `ProviderError` ends the block, is stored in `run.error` and not raised: a vendor that
    does not answer is an ordinary event. Anything else is stored and raised.
    """
    run = RefreshRun.objects.create(kind=kind, provider=provider, started_at=timezone.now())
    try:
        yield run
    except ProviderError as error:
        run.error = str(error)[:LONGEST_ERROR]
        logger.warning("%s from %s failed: %s", kind, provider, run.error)
    except Exception as error:
        run.error = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
        raise
    finally:
        run.finished_at = timezone.now()
        run.save()


def run_once_in(every: timedelta, job: Callable[[], RefreshRun | None]) -> RefreshRun | None:
    """What `job` brings, unless it has brought something of this market within `every`.

    One that fails or has nobody to ask is tried again at the next call, and so is one that has not
    run since the market was chosen: its figures need not wait for the end of a long pause.
    """
    market = Market.objects.first()
    key = f"once:{job.__name__}:{market and market.chosen_at.timestamp()}"
    if not cache.add(key, 1, timeout=_LONGEST_JOB.total_seconds()):
        return None
    run = None
    try:
        run = job()
    finally:
        if run is None or run.error:
            cache.delete(key)
        else:
            cache.set(key, 1, timeout=every.total_seconds())
    return run


def prune_runs() -> int:
    """Drop runs that are older than a month, and return how many."""
    return RefreshRun.objects.filter(started_at__lt=timezone.now() - KEEP_RUNS).delete()[0]
