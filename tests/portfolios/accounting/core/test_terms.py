"""How long a lot was held, against dateutil's calendar."""

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta

from portfolios.accounting.core.terms import term_held

ZONES = ("UTC", "America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Auckland")


def instant(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize("zone", ZONES)
def test_a_holding_is_long_from_the_day_after_its_anniversary(zone):
    """Over a leap day or not: the last hours of a short holding and the first of a long one."""
    random, tz = Random(zone), ZoneInfo(zone)
    for _ in range(150):
        bought = datetime(2019, 1, 1, tzinfo=UTC) + timedelta(minutes=random.randint(0, 2_600_000))
        year = bought.astimezone(tz).date() + relativedelta(years=1)
        sold = bought + timedelta(days=365, minutes=random.randint(-3000, 3000))
        expected = "long" if sold.astimezone(tz).date() > year else "short"
        assert term_held(bought, sold, tz=tz) == expected, (bought, sold)


@pytest.mark.parametrize(
    ("bought", "sold", "zone", "term"),
    [
        # 1 March has begun in Berlin, and not yet in New York.
        ("2023-02-28T12:00", "2024-02-29T00:30", "Europe/Berlin", "long"),
        ("2020-02-29T00:00", "2021-02-28T23:59", "Europe/Berlin", "short"),
        ("2020-02-29T23:59", "2021-03-01T00:00", "Europe/Berlin", "long"),
        # Samoa had no 30 December 2011.
        ("2010-12-29T10:00", "2011-12-29T23:59", "Pacific/Apia", "short"),
        ("2010-12-29T10:00", "2011-12-31T00:00", "Pacific/Apia", "long"),
        ("2010-12-30T10:00", "2011-12-31T00:00", "Pacific/Apia", "long"),
        # An hour that stands there twice.
        ("2022-10-30T02:30", "2023-10-30T23:59", "Europe/Berlin", "short"),
    ],
)
def test_days_are_those_of_the_zone(bought, sold, zone, term):
    tz = ZoneInfo(zone)
    assert term_held(instant(bought, zone), instant(sold, zone), tz=tz) == term


def test_the_same_instants_may_be_short_in_one_zone_and_long_in_another():
    bought = datetime(2023, 5, 1, 12, tzinfo=UTC)
    sold = datetime(2024, 5, 1, 20, tzinfo=UTC)
    terms = {zone: str(term_held(bought, sold, tz=ZoneInfo(zone))) for zone in ZONES}
    assert terms == {
        "UTC": "short",
        "America/New_York": "short",
        "Europe/Berlin": "short",
        "Asia/Kolkata": "long",  # 2 May, half past one
        # Bought on 2 May there, sold on 2 May.
        "Pacific/Auckland": "short",
    }


def test_decades_and_nothing_are_long_and_short():
    bought = datetime(2010, 5, 22, tzinfo=UTC)
    assert term_held(bought, datetime(2050, 5, 22, tzinfo=UTC), tz=UTC) == "long"
    assert term_held(bought, bought, tz=UTC) == "short"
