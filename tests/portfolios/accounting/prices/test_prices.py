"""Prices: the last one before, both ways, crossed."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolios.accounting.prices.prices import PriceTable
from tests.ledger import read_text, short

TABLE = """
2024-01-02 price BTC 100 USD
2024-01-04 price BTC 120 USD
2024-01-04 price BTC 121 USD
2024-01-02 price EUR 1.25 USD
2024-01-02 price ETH 0.05 BTC
2024-01-03 price USD 0.5 EUR
2024-01-02 price ZERO 0 USD
"""


@pytest.mark.parametrize(
    ("asset", "currency", "day", "price"),
    [
        ("BTC", "USD", 1, None),
        ("BTC", "USD", 2, "100"),
        ("BTC", "USD", 3, "100"),
        ("BTC", "USD", 4, "121"),
        ("BTC", "USD", 30, "121"),
        ("BTC", "BTC", 1, "1"),
        ("EUR", "USD", 2, "1.25"),
        ("USD", "EUR", 2, "0.8"),
        ("EUR", "USD", 3, "2"),
        ("BTC", "EUR", 2, "80"),
        ("ETH", "USD", 2, "5"),
        ("ETH", "EUR", 2, "4"),
        ("USD", "BTC", 2, "0.01"),
        ("ZERO", "USD", 2, "0"),
        ("USD", "ZERO", 2, None),
        ("NONE", "USD", 2, None),
    ],
)
def test_a_price_on_a_day(asset, currency, day, price):
    table = read_text(TABLE).prices
    assert short(table.price(asset, day=date(2024, 1, day), currency=currency)) == price


@pytest.mark.parametrize("pair", [("BTC", "USD"), ("USD", "BTC"), ("ETH", "EUR"), ("NONE", "USD")])
def test_every_day_has_the_price_of_that_day(pair):
    table = read_text(TABLE).prices
    asset, currency = pair
    days = [date(2024, 1, number) for number in range(1, 8)]
    found = table.daily(asset, first=days[0], last=days[-1], currency=currency)
    assert found == [table.price(asset, day=day, currency=currency) for day in days]


def test_a_table_knows_its_assets():
    assert PriceTable([(date(2024, 1, 1), "A", Decimal(1), "B")]).assets == {"A", "B"}


days = st.integers(1, 6).map(lambda day: date(2024, 1, day))
names = st.sampled_from(["A", "B", "USD", "EUR"])
quotes = st.tuples(days, names, st.integers(0, 3).map(Decimal), names)


@given(st.lists(quotes.filter(lambda quote: quote[1] != quote[3]), max_size=8), names, names)
def test_the_prices_of_many_days_are_those_of_each_day(given_quotes, asset, currency):
    table = PriceTable(given_quotes)
    month = [date(2024, 1, day) for day in range(1, 8)]
    found = table.daily(asset, first=month[0], last=month[-1], currency=currency)
    assert list(found) == [table.price(asset, day=day, currency=currency) for day in month]
