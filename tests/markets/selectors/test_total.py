"""The whole market's capitalisation by day."""

from datetime import UTC, date, datetime

from markets.models import GlobalFigures
from markets.selectors import market_caps, market_caps_since


def test_a_day_has_its_last_figure_or_the_one_before(db):
    for day, hour, cap in ((2, 1, 5.0), (2, 23, 7.0), (4, 0, 9.0)):
        GlobalFigures.objects.create(
            at=datetime(2024, 1, day, hour, tzinfo=UTC), market_cap=cap, source="test"
        )
    days = [date(2024, 1, day) for day in range(1, 6)]
    assert market_caps(days) == [None, 7.0, 7.0, 9.0, 9.0]
    assert market_caps(days[:2]) == [None, 7.0]
    assert market_caps([]) == []
    assert market_caps_since() == date(2024, 1, 2)


def test_before_anything_is_recorded_there_is_none(db):
    assert market_caps_since() is None
    assert market_caps([date(2024, 1, 1)]) == [None]
