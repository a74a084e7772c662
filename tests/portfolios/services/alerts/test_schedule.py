"""When a channel may be written to: digests, quiet hours, clocks that change."""

from datetime import UTC, datetime, time, timedelta

import pytest

from portfolios.models import Channel
from portfolios.services.alerts.schedule import may_go_at


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def when(created: str, *, now: str | None = None, kind="take_profit", **columns) -> datetime:
    channel = Channel(kind="email", name="E", **columns)
    return may_go_at(channel, kind=kind, created=at(created), now=at(now or created))


NIGHT = {"quiet_from": time(22), "quiet_until": time(7)}


def test_without_wishes_at_once():
    assert when("2026-01-05 12:00") == at("2026-01-05 12:00")


@pytest.mark.parametrize(
    ("created", "goes"),
    [("2026-01-05 21:59", "2026-01-05 21:59"), ("2026-01-05 22:00", "2026-01-06 07:00"),
     ("2026-01-06 03:00", "2026-01-06 07:00"), ("2026-01-06 07:00", "2026-01-06 07:00")],
)  # fmt: skip
def test_what_comes_at_night_goes_in_the_morning(created, goes):
    assert when(created, **NIGHT) == at(goes)


def test_quiet_hours_within_a_day():
    noon = {"quiet_from": time(12), "quiet_until": time(14)}
    assert when("2026-01-05 13:30", **noon) == at("2026-01-05 14:00")
    assert when("2026-01-05 15:00", **noon) == at("2026-01-05 15:00")


def test_stops_wait_for_nothing_unless_that_was_chosen():
    for kind in ("stop_loss", "trailing_stop", "break_even"):
        assert when("2026-01-05 23:00", kind=kind, digest="daily", **NIGHT) == at(
            "2026-01-05 23:00"
        )
    late = when("2026-01-05 23:00", kind="stop_loss", urgent_anyway=False, **NIGHT)
    assert late == at("2026-01-06 07:00")


def test_an_hourly_digest_goes_at_the_full_hour():
    assert when("2026-01-05 12:10", digest="hourly") == at("2026-01-05 13:00")


def test_a_daily_digest_goes_at_its_hour_of_the_zone():
    berlin = {"digest": "daily", "digest_hour": 8, "time_zone": "Europe/Berlin"}
    assert when("2026-01-05 12:00", **berlin) == at("2026-01-06 07:00")
    assert when("2026-07-05 12:00", **berlin) == at("2026-07-06 06:00")


def test_a_digest_does_not_move_as_time_passes():
    later = when("2026-01-05 12:10", now="2026-01-05 13:05", digest="hourly")
    assert later <= at("2026-01-05 13:05")


def test_a_digest_due_at_night_waits_for_the_morning():
    assert when("2026-01-05 22:30", digest="hourly", **NIGHT) == at("2026-01-06 07:00")


def test_the_day_that_loses_an_hour_still_has_a_morning():
    zone = {"time_zone": "Europe/Berlin", "quiet_from": time(1), "quiet_until": time(2, 30)}
    goes = when("2026-03-29 00:30", **zone)
    assert timedelta(0) <= goes - at("2026-03-29 00:30") <= timedelta(hours=1)
