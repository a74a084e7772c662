"""Prices adjusted for splits, restored to the units of their days."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from portfolios.accounting.prices.split_prices import UnadjustedPrices, later_ratio, splits_of
from tests.ledger import read_text

FIRST, LAST = date(2024, 1, 1), date(2024, 1, 6)
ROWS = """
2024-01-03T09:00 split -1 XYZ +4 XYZ in a
2024-01-03T10:00 split -2 XYZ +8 XYZ in b
2024-01-05 split -8 XYZ +4 XYZ in a
2024-01-05 split -5 OLD +1 NEW in a
2024-01-01 price XYZ 6 USD
2024-01-01 price OLD 3 USD
2024-01-01 price EUR 2 USD
"""


def day(number: int) -> date:
    return date(2024, 1, number)


def unadjusted(*assets: str) -> UnadjustedPrices:
    ledger = read_text(ROWS)
    events = splits_of(ledger.entries, local_day=lambda at: at.date())
    return UnadjustedPrices(ledger.prices, events, assets=assets)


def test_rows_of_several_accounts_are_one_split():
    events = splits_of(read_text(ROWS).entries, local_day=lambda at: at.date())
    assert [(one.asset, one.into, one.ratio, one.day.day) for one in events] == [
        ("XYZ", "XYZ", 4, 3),
        ("XYZ", "XYZ", Decimal("0.5"), 5),
        ("OLD", "NEW", Decimal("0.2"), 5),
    ]


@pytest.mark.parametrize(
    ("second", "count"),
    [
        ("2024-01-08 split -3 XYZ +12 XYZ in b", 1),  # five days on
        ("2024-01-10 split -3 XYZ +12 XYZ in b", 1),
        ("2024-01-11 split -3 XYZ +12 XYZ in b", 2),
        ("2024-01-04 split -3 XYZ +12 XYZ in a", 2),  # the same account
        ("2024-01-04 split -3 XYZ +12.01 XYZ in b", 1),  # rounded
        ("2024-01-04 split -3 XYZ +12.1 XYZ in b", 2),
        ("2024-01-04 split -3 XYZ +12 NEW in b", 2),
        ("2024-01-04 buy -3 USD +12 XYZ in b", 1),
    ],
)
def test_near_rows_of_one_ratio_in_other_accounts_are_the_same_split(second, count):
    rows = read_text(f"2024-01-03 split -1 XYZ +4 XYZ in a\n{second}").entries
    assert len(splits_of(rows, local_day=lambda at: at.date())) == count


@pytest.mark.parametrize(("number", "ratio"), [(1, 2), (2, 2), (3, "0.5"), (4, "0.5"), (5, 1)])
def test_a_unit_became_what_all_later_splits_made_of_it(number, ratio):
    events = splits_of(read_text(ROWS).entries, local_day=lambda at: at.date())
    assert later_ratio(events, "XYZ", day=day(number)) == Decimal(ratio)
    assert later_ratio(events, "NEW", day=day(number)) == 1


def test_each_day_has_the_price_of_its_own_units():
    """6 dollars for a unit of the end: two of it were one at first, half of it one between."""
    prices = unadjusted("XYZ")
    daily = prices.daily("XYZ", first=FIRST, last=LAST, currency="USD")
    assert daily == [12, 12, 3, 3, 6, 6]
    for place, price in enumerate(daily):
        on = FIRST + timedelta(days=place)
        assert prices.price("XYZ", day=on, currency="USD") == price
    assert prices.price("XYZ", day=date(2023, 12, 31), currency="USD") is None
    assert prices.daily("XYZ", first=date(2023, 12, 31), last=FIRST, currency="USD") == [None, 12]


def test_other_assets_are_as_they_were():
    prices = unadjusted("XYZ")
    assert prices.daily("OLD", first=FIRST, last=LAST, currency="USD") == [3] * 6
    assert prices.daily("EUR", first=FIRST, last=FIRST, currency="USD") == [2]
    assert prices.lacking("EUR", day=FIRST, currency="GBP") == ("USD", "GBP")


def test_a_price_in_an_adjusted_asset_is_restored_the_other_way():
    """A dollar was worth 1/6 of a unit of the end, 1/12 of one at first."""
    prices = unadjusted("XYZ")
    assert prices.price("USD", day=day(1), currency="XYZ") * 12 == pytest.approx(1)
    assert prices.price("USD", day=day(4), currency="XYZ") * 3 == pytest.approx(1)
    assert prices.daily("XYZ", first=FIRST, last=LAST, currency="XYZ") == [1] * 6


def test_a_redenomination_counts_for_the_old_units_alone():
    prices = unadjusted("OLD", "NEW")
    assert prices.price("OLD", day=day(4), currency="USD") == Decimal("0.6")
    assert prices.price("OLD", day=day(5), currency="USD") == 3


def test_a_band_is_in_the_units_of_its_day():
    prices = unadjusted("XYZ")
    assert prices.band("XYZ", day=day(1), currency="USD") == (12, 12)
    assert prices.band("XYZ", day=day(2), currency="USD") is None
