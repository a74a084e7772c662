"""The record of what was accepted: an hour as soon as it is over, a day after eight days."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from markets.models import AcceptedRange, RejectedQuote
from markets.services import compact_ranges, ingest_quotes

pytestmark = pytest.mark.django_db


def test_an_hour_is_put_away_by_the_first_price_of_the_next(bitcoin, quote_at, stored):
    for minute, price in ((10, 120.0), (20, 90.0), (59, 95.0)):
        ingest_quotes([quote_at("bitcoin", price, minute=minute)], source="simulated")
    assert not AcceptedRange.objects.exists()
    assert (stored().hour_high, stored().hour_low) == (120.0, 90.0)
    ingest_quotes([quote_at("bitcoin", 97.0, minute=60)], source="simulated")
    kept = AcceptedRange.objects.get()
    assert (kept.high, kept.low, kept.close, kept.hours) == (120.0, 90.0, 95.0, 1)
    assert kept.start == datetime(2026, 4, 7, 12, tzinfo=UTC)
    assert (stored().hour_high, stored().hour_low) == (97.0, 97.0)


def test_what_was_not_accepted_is_not_in_the_record(bitcoin, quote_at, stored):
    ingest_quotes([quote_at("bitcoin", 9000.0, minute=1)], source="simulated")
    ingest_quotes([quote_at("bitcoin", 101.0, minute=2)], source="simulated")
    assert stored().hour_high == 101.0


def test_hours_older_than_eight_days_become_days(bitcoin):
    midnight = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    for days in (10, 3):
        for hour in range(24):
            AcceptedRange.objects.create(
                asset=bitcoin, start=midnight - timedelta(days=days) + timedelta(hours=hour),
                high=100 + hour, low=50 - hour, close=70 + hour,
            )  # fmt: skip
    assert compact_ranges() == 1
    day = AcceptedRange.objects.get(hours=24)
    assert (day.start, day.high, day.low, day.close) == (midnight - timedelta(days=10), 123, 27, 93)
    assert AcceptedRange.objects.filter(hours=1).count() == 24
    assert compact_ranges() == 0


def test_refusals_are_dropped_after_a_month(bitcoin):
    for days in (40, 20):
        RejectedQuote.objects.create(
            asset=bitcoin, reason="stale", source="x", at=timezone.now() - timedelta(days=days)
        )
    compact_ranges()
    assert RejectedQuote.objects.count() == 1
