"""What an asset's figures warn of, at and on either side of each limit."""

import numpy as np
import pytest

from markets.analytics.market.cautions import LIMITS, Severity, cautions, days_to_sell


def codes(figures, **options):
    return [(found.code, found.severity) for found in cautions(figures, **options)]


@pytest.mark.parametrize(
    ("figure", "value", "code"),
    [
        ("volume_30", 999_999, "thin"),
        ("volume_30", 1_000_000, None),
        ("turnover_30", 0.0099, "thin"),
        ("turnover_30", 0.01, None),
        ("turnover_30", 1.0, None),
        ("turnover_30", 1.01, "suspect_volume"),
        ("dilution", 0.99, None),
        ("dilution", 1, "dilution"),
        ("supply_growth_365", 0.20, None),
        ("supply_growth_365", 0.21, "supply_growth"),
        ("top10_share", 50, None),
        ("top10_share", 50.1, "concentration"),
        ("ret_30d", 0.99, None),
        ("ret_30d", 1.0, "chasing"),
        ("ret_90d", 2.0, "chasing"),
        ("ret_365d", 3.99, None),
        ("ret_365d", 4.0, "chasing"),
    ],
)
def test_each_limit(figure, value, code):
    assert [found.code for found in cautions({figure: value})] == ([code] if code else [])


def test_the_more_severe_of_two_limits_is_said():
    assert codes({"dilution": 2.99}) == [("dilution", Severity.NOTICE)]
    assert codes({"dilution": 3.0}) == [("dilution", Severity.WARNING)]


def test_a_holding_is_sold_at_two_percent_of_the_volume_a_day():
    assert days_to_sell(1_000_000, 5_000_000) == 10
    assert np.isnan(days_to_sell(1_000_000, 0))


def test_a_stablecoin_changes_hands_often():
    assert codes({"turnover_30": 3.0}, kind="stablecoin") == []


def test_what_is_unknown_warns_of_nothing():
    figures = {limit.figure: np.nan for limit in LIMITS}
    assert cautions(figures) == cautions({}) == ()


@pytest.mark.parametrize(
    ("figure", "value", "code"),
    [
        ("ret_90d", 0.3 / 0.1 - 1, "chasing"),  # a price that tripled, in floats 1.9999999999999996
        ("dilution", 0.7 * 3 / (0.7 * 1.5) - 1 - 1e-16, "dilution"),
        ("volume_30", np.nextafter(1_000_000, 0), None),
        ("supply_growth_365", 12.0 / 10.0 - 1, None),
        ("turnover_30", np.nextafter(1.0, 2), None),
    ],
)
def test_what_rounding_left_beside_a_limit_is_at_it(figure, value, code):
    assert [found.code for found in cautions({figure: value})] == ([code] if code else [])
