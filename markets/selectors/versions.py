"""Which state of the market stored figures are of, and what is computed once for a state."""

import threading
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from django.db import connection
from django.db.models import Count, Max, Sum

from markets.models import AnalysisRun
from markets.postgres.statements import statement

Value = TypeVar("Value")
_VERSION = statement(__file__, "market_version")


def market_version(kinds: Sequence[str] = ()) -> tuple | None:
    """A key that changes with each finished refresh and with the market; None before the first.

    With `kinds` only refreshes of those count.

    What staff correct by hand shows with the next refresh, within a minute. One small query, asked
    with nearly every request: as a statement, since building it would take longer.
    """
    with connection.cursor() as cursor:
        cursor.execute(_VERSION, {"kinds": list(kinds)})
        return cursor.fetchone()


def analysis_version() -> tuple | None:
    """A key that changes with each analysed day; None before the first. One small query."""
    runs = AnalysisRun.objects.aggregate(runs=Count("pk"), days=Sum("done"), last=Max("pk"))
    return tuple(runs.values()) if runs["runs"] else None


class Latest(Generic[Value]):
    """The value of the newest key, built once in a process while others wait for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: tuple[Hashable, Value] | None = None

    def get(self, key: Hashable, build: Callable[[], Value]) -> Value:
        """The value of this key. Of None, which says that the state is unknown, a new one."""
        if key is None:
            return build()
        with self._lock:
            if self._held is None or self._held[0] != key:
                self._held = key, build()
            return self._held[1]
