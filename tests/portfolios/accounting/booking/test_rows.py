"""Swaps, rewards, gifts, payments, losses: value, income and flows of each."""

import pytest

from portfolios.accounting.core.types import INCOME_TYPES, INFLOW_TYPES, OUTFLOW_TYPES
from tests.ledger import assert_reconciled, books_of, codes, gains, open_lots, short


def flows(books):
    return [(flow.day.day, short(flow.inflow), short(flow.outflow)) for flow in books.flows]


def test_a_swap_is_worth_what_was_received():
    books = books_of(
        """
        2024-01-01 deposit +1 BTC worth 100 USD
        2024-01-02 swap -1 BTC +10 ETH
        2024-01-02 price BTC 130 USD
        2024-01-02 price ETH 12 USD
        """
    )
    assert gains(books) == [("1", "100", "120")]
    assert open_lots(books) == [("2", "10", "120")]
    assert flows(books) == [(1, "100", "0")]


def test_a_swap_is_worth_what_was_sent_where_only_that_has_a_price():
    books = books_of(
        """
        2024-01-01 deposit +1 BTC
        2024-01-02 swap -1 BTC +10 NEW
        2024-01-01 price BTC 130 USD
        """
    )
    assert gains(books) == [("1", "130", "130")]
    assert open_lots(books) == [("2", "10", "130")]
    assert codes(books) == [("missing_price", "2")]


def test_a_swaps_own_worth_wins_over_prices():
    books = books_of(
        """
        2024-01-01 deposit +1 BTC worth 100 USD
        2024-01-02 swap -1 BTC +10 ETH worth 111 USD
        2024-01-02 price ETH 12 USD
        """
    )
    assert gains(books) == [("1", "100", "111")]


@pytest.mark.parametrize("kind", sorted(INCOME_TYPES))
def test_rewards_are_income_at_market_value_and_no_flow(kind):
    books = books_of(
        f"""
        2024-01-02 {kind} +2 ETH
        2024-01-03 {kind} +1 ETH worth 70 USD
        2024-01-02 price ETH 50 USD
        """
    )
    assert [(str(i.type), short(i.quantity), short(i.value)) for i in books.income] == [
        (kind, "2", "100"),
        (kind, "1", "70"),
    ]
    assert open_lots(books) == [("1", "2", "100"), ("2", "1", "70")]
    assert books.flows == ()
    assert_reconciled(books)


@pytest.mark.parametrize("kind", sorted(INFLOW_TYPES))
def test_coins_that_come_from_outside_are_an_inflow_at_market_value(kind):
    books = books_of(
        f"""
        2024-01-02 {kind} +2 ETH
        2024-01-03 {kind} +1 ETH worth 70 USD
        2024-01-02 price ETH 50 USD
        """
    )
    assert open_lots(books) == [("1", "2", "100"), ("2", "1", "70")]
    assert flows(books) == [(2, "100", "0"), (3, "70", "0")]
    assert books.income == ()
    assert_reconciled(books)


@pytest.mark.parametrize("kind", sorted(OUTFLOW_TYPES))
def test_coins_that_leave_are_a_disposal_at_market_value_and_an_outflow(kind):
    books = books_of(
        f"""
        2024-01-01 deposit +2 ETH worth 20 USD
        2024-01-02 {kind} -1 ETH
        2024-01-03 {kind} -1 ETH worth 70 USD
        2024-01-01 price ETH 50 USD
        """
    )
    assert gains(books) == [("1", "10", "50"), ("1", "10", "70")]
    assert [str(d.type) for d in books.disposals] == [kind, kind]
    assert flows(books) == [(1, "20", "0"), (2, "0", "50"), (3, "0", "70")]
    assert_reconciled(books)


def test_what_is_lost_brings_nothing_and_is_no_flow():
    books = books_of(
        """
        2024-01-01 deposit +2 ETH worth 20 USD
        2024-01-02 lost -1 ETH
        2024-01-01 price ETH 50 USD
        """
    )
    assert gains(books) == [("1", "10", "0")]
    assert flows(books) == [(1, "20", "0")]
    assert_reconciled(books)


def test_worth_in_another_currency_is_converted_on_the_day():
    books = books_of(
        """
        2024-01-01 gift_received +1 ETH worth 100 EUR
        2024-01-01 price EUR 1.1 USD
        2024-01-01 price ETH 7 USD
        """
    )
    assert open_lots(books) == [("1", "1", "110")]


def test_a_worth_of_nothing_is_a_worth():
    books = books_of(
        """
        2024-01-01 airdrop +1 SPAM worth 0 USD
        2024-01-01 price SPAM 7 USD
        """
    )
    assert short(books.totals.income) == "0"
    assert codes(books) == []


def test_the_books_may_be_kept_in_a_coin():
    books = books_of(
        """
        2024-01-01 buy -100 USD +2 ETH
        2024-01-02 sell -1 ETH +100 USD
        2024-01-01 price BTC 1000 USD
        2024-01-02 price BTC 2000 USD
        2024-01-02 price ETH 100 USD
        """,
        currency="BTC",
    )
    # 100 USD are 0.1 BTC on the first day and 0.05 on the second.
    assert gains(books) == [("1", "0.05", "0.05")]
    assert_reconciled(books)
