"""A market of 30 assets and 470 days, and the clock of the run that is stored."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import make_market
from tests.markets.market_of_days import FIRST, store_market

DAYS = 470
LAST = FIRST + timedelta(days=DAYS - 1)


def at(day: date, *, hours: float = 1.0) -> datetime:
    """So many hours after a day's end."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1, hours=hours)


@pytest.fixture(scope="module")
def market(module_db):
    """Chosen long ago: its history counts as filled."""
    market = make_market()
    type(market).objects.update(chosen_at=at(FIRST))
    store_market(coins=30, days=DAYS, seen_on=LAST)
    return market


@pytest.fixture
def clock(monkeypatch):
    """Sets the instant at which days are computed."""

    def set_to(now: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    return set_to
