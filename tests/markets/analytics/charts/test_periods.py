"""Where the periods of charts and pages open."""

from datetime import date

import pytest

from markets.analytics.charts.periods import Period, opening_day


@pytest.mark.parametrize(
    ("period", "last", "opened"),
    [("1d", date(2024, 3, 31), date(2024, 3, 30)), ("7d", date(2024, 3, 3), date(2024, 2, 25)),
     ("1m", date(2024, 3, 31), date(2024, 2, 29)), ("1m", date(2024, 1, 15), date(2023, 12, 15)),
     ("3m", date(2025, 5, 31), date(2025, 2, 28)), ("1y", date(2024, 2, 29), date(2023, 2, 28)),
     ("ytd", date(2024, 3, 3), date(2023, 12, 31)), ("ytd", date(2024, 1, 1), date(2023, 12, 31)),
     ("all", date(2024, 3, 3), None)],
)  # fmt: skip
def test_a_period_opens_at_the_end_of_a_day(period, last, opened):
    assert opening_day(Period(period), last=last) == opened
