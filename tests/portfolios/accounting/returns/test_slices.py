"""Parts of a portfolio: what they took and what they earned adds up to the whole."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings

from portfolios.accounting.returns.slices import holding_series
from tests.ledger import books_of, read_text, short
from tests.portfolios.accounting.booking.test_invariants import (
    PRICES,
    booked,
    ledgers,
    options,
    total,
)

LEDGER = """
2024-01-01 deposit +1000 USD
2024-01-01 buy -400 USD +4 BTC fee 10 USD
2024-01-02 staking_reward +1 BTC worth 120 USD
2024-01-03 transfer -2 BTC +2 BTC fee 0.5 BTC to vault
2024-01-04 swap -1 BTC +10 ETH worth 150 USD fee 0.1 BTC
2024-01-05 sell -0.5 BTC +80 USD fee 5 USD in vault
2024-01-01 price BTC 100 USD
2024-01-02 price BTC 120 USD
2024-01-04 price BTC 150 USD
2024-01-04 price ETH 15 USD
"""


def series_of(text: str, **options) -> dict:
    books = books_of(text, **options)
    return {
        (one.account, one.asset): one
        for one in holding_series(books, prices=read_text(text).prices)
    }


def told(one) -> list[tuple]:
    figures = zip(one.days, one.units, one.capital, one.moved, strict=True)
    return [(day.day, *map(short, rest)) for day, *rest in figures]


def test_each_holding_tells_its_units_capital_and_moves():
    found = series_of(LEDGER)
    assert told(found["main", "BTC"]) == [
        (1, "4", "410", "0"),
        (2, "5", "0", "0"),
        (3, "2.5", "0", "-240"),  # half a coin was a fee apart: neither capital nor moved
        (4, "1.4", "-165", "0"),  # 150 into ETH, and the fee of 15, which its cost holds
    ]
    assert told(found["main", "ETH"]) == [(4, "10", "165", "0")]
    assert told(found["vault", "BTC"]) == [(3, "2", "0", "240"), (5, "1.5", "-75", "0")]
    assert told(found["main", "USD"]) == [(1, "590", "590", "0")]
    assert told(found["vault", "USD"]) == [(5, "75", "75", "0")]


def test_money_that_is_not_tracked_has_no_series_of_its_own():
    assert set(series_of(LEDGER, track_cash=False)) == {
        ("main", "BTC"), ("main", "ETH"), ("vault", "BTC"),
    }  # fmt: skip


def test_a_fee_in_untracked_money_is_put_in_and_lost():
    found = series_of("2024-01-01 fee fee 7 USD", track_cash=False)
    assert told(found["main", "USD"]) == [(1, "0", "7", "0")]


def test_only_the_assets_asked_for_are_told():
    books = books_of(LEDGER)
    found = holding_series(books, prices=read_text(LEDGER).prices, only={"ETH"})
    assert [one.asset for one in found] == ["ETH"]


@settings(max_examples=80, deadline=None)
@given(ledgers(), options)
def test_capital_is_the_days_net_flow_and_moves_are_nothing(entries, chosen):
    books = booked(entries, **chosen)
    capital: dict[date, Fraction] = defaultdict(Fraction)
    moved: dict[date, Fraction] = defaultdict(Fraction)
    for one in holding_series(books, prices=PRICES):
        for day, put_in, came in zip(one.days, one.capital, one.moved, strict=True):
            capital[day] += Fraction(put_in)
            moved[day] += Fraction(came)
    flows = {flow.day: Fraction(flow.inflow) - Fraction(flow.outflow) for flow in books.flows}
    for day in {*capital, *flows}:
        assert abs(capital[day] - flows.get(day, 0)) < Fraction(1, 10**30)
    assert all(abs(value) < Fraction(1, 10**30) for value in moved.values())


@settings(max_examples=80, deadline=None)
@given(ledgers(), options)
def test_the_holdings_profits_are_the_portfolios(entries, chosen):
    books = booked(entries, **chosen)
    profit = Fraction(0)
    for one in holding_series(books, prices=PRICES):
        price = PRICES.price(one.asset, day=books.as_of, currency="USD") or Decimal(0)
        profit += Fraction(one.units[-1]) * Fraction(price) - total(one.capital + one.moved)
    assert abs(profit - Fraction(books.totals.profit)) < Fraction(1, 10**30)
