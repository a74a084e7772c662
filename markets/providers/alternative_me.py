"""alternative.me's fear and greed index: one value a day, from 0 to 100, without a key."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime

from markets.providers.base import UNREADABLE, Page, ProviderError
from markets.providers.cells import number, past_day
from markets.providers.observed import SentimentRecord
from markets.providers.vendor import Vendor

NAME = "alternative_me"
URL = "https://api.alternative.me"
PER_MINUTE = 10


class AlternativeMe:
    """A `SentimentProvider`."""

    name = NAME

    def __init__(self, *, base_url: str = "", now: Callable[[], datetime] | None = None, **options):
        self._server = Vendor(NAME, base_url or URL, **options)
        self._now = now or (lambda: datetime.now(UTC))

    def sentiment(self) -> Page[SentimentRecord]:
        """Every day since 2018. One request."""
        answer = self._server.table(
            "/fng/", params={"limit": 0, "format": "json"}, conditional=True
        )
        rows = answer.get("data")
        if not isinstance(rows, list):
            raise ProviderError(f"{NAME}: expected data")
        today = self._now().astimezone(UTC).date()
        days: dict[date, SentimentRecord] = {}
        rejected: Counter[str] = Counter()
        for row in rows:
            try:
                record = _record(row, today=today)
            except (KeyError, TypeError, ValueError, OverflowError):
                rejected[UNREADABLE] += 1
                continue
            # The newest comes first: what follows of the same day is older.
            rejected["repeated"] += record.day in days
            days.setdefault(record.day, record)
        return Page(tuple(days[day] for day in sorted(days)), rejected=+rejected)


def _record(row: dict, *, today: date) -> SentimentRecord:
    value = number(row["value"])
    if value is None or not 0 <= value <= 100:
        raise ValueError("not a value of the index")
    return SentimentRecord(day=past_day(row["timestamp"], today=today), value=value)
