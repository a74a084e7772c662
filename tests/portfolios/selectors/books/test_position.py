"""Lots of a position as they would be sold now."""

from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace as Stand
from zoneinfo import ZoneInfo

import pytest

from portfolios.models import Lot
from portfolios.selectors.books.position import valued_lots

NOW = datetime(2024, 5, 2, 0, 30, tzinfo=UTC)
LOT = {"remaining": Decimal(2), "cost": Decimal(30)}


def valued(acquired: str, *, price: str | None = "20", zone: str = "UTC", **columns):
    at = datetime.fromisoformat(acquired).replace(tzinfo=UTC)
    [found] = valued_lots(
        [Lot(acquired_at=at, **LOT | columns)],
        price=price and Decimal(price), portfolio=Stand(zone=ZoneInfo(zone)), now=NOW,
    )  # fmt: skip
    return found


def test_a_lot_is_worth_what_is_left_of_it():
    found = valued("2024-05-01")
    assert (found.unit_cost, found.value, found.gain) == (15, 40, 10)


def test_without_a_price_there_is_neither_value_nor_gain():
    found = valued("2024-05-01", price=None)
    assert (found.unit_cost, found.value, found.gain) == (15, None, None)


def test_a_gain_keeps_every_digit():
    found = valued(
        "2024-05-01", price="0.000000000000000001", remaining=Decimal("1e15"),
        cost=Decimal("123456789012345.123456789012345678"),
    )  # fmt: skip
    assert found.value == Decimal("0.001")
    assert found.gain == Decimal("-123456789012345.122456789012345678")


@pytest.mark.parametrize(
    ("acquired", "zone", "days", "term"),
    [
        ("2024-05-01T23:59", "UTC", 1, "short"),
        ("2024-05-02T00:00", "UTC", 0, "short"),
        ("2023-05-02T00:00", "UTC", 366, "short"),
        ("2023-05-01T23:59", "UTC", 367, "long"),
        # In New York it is still 1 May.
        ("2023-05-01T12:00", "America/New_York", 366, "short"),
        ("2024-05-01T12:00", "America/New_York", 0, "short"),
    ],
)
def test_age_and_term_are_those_of_the_portfolios_days(acquired, zone, days, term):
    found = valued(acquired, zone=zone)
    assert (found.days, found.term) == (days, term)
