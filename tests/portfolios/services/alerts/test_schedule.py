"""When a channel may be written to: digests, quiet hours, clocks that change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

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


@pytest.mark.parametrize(
    ("created", "goes"),
    [
        # Berlin puts its clocks back at 3:00 summer time (1:00 UTC): 2:30 is there twice.
        ("2026-10-25 00:30", "2026-10-25 01:00"), ("2026-10-25 01:30", "2026-10-25 02:00"),
        # And forward at 2:00 winter time (1:00 UTC): after 1:30 the next full hour is 3:00.
        ("2026-03-29 00:30", "2026-03-29 01:00"), ("2026-03-29 01:30", "2026-03-29 02:00"),
        ("2026-01-05 12:00", "2026-01-05 13:00"),
    ],
)  # fmt: skip
def test_an_hourly_digest_waits_an_hour_at_most_also_where_clocks_change(created, goes):
    assert when(created, digest="hourly", time_zone="Europe/Berlin") == at(goes)


def test_a_full_hour_is_one_of_the_zones_clock():
    """Kathmandu is 5:45 ahead: 12:10 UTC is 17:55 there, and its hour ends five minutes later."""
    kathmandu = {"digest": "hourly", "time_zone": "Asia/Kathmandu"}
    assert when("2026-01-05 12:10:30.500", **kathmandu) == at("2026-01-05 12:15")


def test_what_a_daily_digest_gathers_goes_once_a_day_through_both_changes_of_the_clock():
    """Of two weeks from 8:00 to 8:00 in Berlin, by the half hour: 14 instants, 8:00 each day."""
    berlin = {"digest": "daily", "digest_hour": 8, "time_zone": "Europe/Berlin"}
    for start, change in (("2026-03-22 07:00", -2), ("2026-10-18 06:00", 2)):
        moments = [at(start) + timedelta(minutes=30 * n) for n in range(14 * 48 + change)]
        gone = {when(f"{moment:%Y-%m-%d %H:%M}", **berlin) for moment in moments}
        assert len(gone) == 14
        assert {one.hour for one in gone} == {6, 7}
        assert all(one.astimezone(ZoneInfo("Europe/Berlin")).time() == time(8) for one in gone)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns"])
@pytest.mark.parametrize("digest", ["at_once", "hourly", "daily"])
@pytest.mark.parametrize("quiet", [(None, None), (time(22), time(7)), (time(12), time(14))])
def test_no_message_leaves_early_in_quiet_hours_or_a_day_late(zone, digest, quiet):
    """For a day and a half around each change of clocks, by the quarter of an hour."""
    begins, ends = quiet
    wishes = {"digest": digest, "time_zone": zone, "quiet_from": begins, "quiet_until": ends}
    for start in ("2026-03-28 12:00", "2026-10-24 12:00"):
        for n in range(0, 36 * 4, 3):
            created = at(start) + timedelta(minutes=15 * n)
            goes = when(f"{created:%Y-%m-%d %H:%M}", **wishes)
            clock = goes.astimezone(ZoneInfo(zone)).time()
            assert goes >= created, (created, goes)
            assert goes - created <= timedelta(days=2), (created, goes)
            if begins is not None:
                is_night = begins > ends and (clock >= begins or clock < ends)
                assert not is_night and not begins <= clock < ends, (created, goes)


@pytest.mark.parametrize(
    ("created", "goes"),
    [("2026-10-25 00:10", "2026-10-25 00:30"), ("2026-10-25 00:40", "2026-10-25 00:40"),
     ("2026-10-25 01:10", "2026-10-25 01:30"), ("2026-10-25 01:30", "2026-10-25 01:30")],
)  # fmt: skip
def test_quiet_hours_that_clocks_show_twice_are_quiet_both_times(created, goes):
    """Berlin shows 2:10 at 0:10 and again at 1:10 UTC."""
    zone = {"time_zone": "Europe/Berlin", "quiet_from": time(22), "quiet_until": time(2, 30)}
    assert when(created, **zone) == at(goes)
