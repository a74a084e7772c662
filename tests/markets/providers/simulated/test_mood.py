"""Fear and greed of the simulated market."""

from datetime import UTC, date, datetime, timedelta

from markets.providers.simulated.provider import SimulatedProvider

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def moods(now: datetime = NOW) -> dict[date, float]:
    page = SimulatedProvider(seed=2019, now=lambda: now).sentiment()
    return {record.day: record.value for record in page.records}


def test_every_completed_day_has_one_within_the_scale():
    found = moods()
    assert (min(found), max(found)) == (date(2019, 1, 30), date(2026, 11, 27))
    assert len(found) == (max(found) - min(found)).days + 1
    assert all(0 <= value <= 100 for value in found.values())
    assert max(found.values()) - min(found.values()) > 50


def test_later_days_change_no_earlier_one():
    assert moods().items() <= moods(NOW + timedelta(days=200)).items()


def test_a_fall_is_fear_and_a_rise_is_greed():
    found = moods()
    assert found[date(2020, 3, 13)] < 40  # 10,300 → 5,200
    assert found[date(2024, 3, 12)] > 60  # a new high
