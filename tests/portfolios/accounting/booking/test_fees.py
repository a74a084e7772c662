"""Fees: in cost, out of proceeds, apart, and in coins."""

import pytest

from portfolios.accounting.core.types import Method
from tests.ledger import assert_reconciled, books_of, fees, gains, open_lots, short


def test_a_buys_fee_is_cost():
    books = books_of("2024-01-02 buy -100 USD +2 BTC fee 3 USD")
    assert open_lots(books) == [("1", "2", "103")]
    assert short(books.lots[0].unit_cost) == "51.5"
    assert fees(books) == [("USD", "3", "3", True)]
    assert short(books.totals.fees) == "3"
    assert short(books.totals.fees_not_in_cost) == "0"


def test_a_sales_fee_comes_out_of_the_proceeds():
    books = books_of(
        """
        2024-01-02 buy -100 USD +2 BTC
        2024-01-03 sell -1 BTC +80 USD fee 5 USD
        2024-01-03 price BTC 80 USD
        """
    )
    assert gains(books) == [("1", "50", "75")]
    assert fees(books) == [("USD", "5", "5", True)]
    assert_reconciled(books)


def test_a_swaps_fee_is_cost_of_what_came():
    books = books_of(
        """
        2024-01-02 buy -100 USD +1 BTC
        2024-01-03 swap -1 BTC +10 ETH fee 4 USD
        2024-01-03 price ETH 15 USD
        """
    )
    assert gains(books) == [("1", "100", "150")]
    assert open_lots(books) == [("2", "10", "154")]
    assert_reconciled(books)


def test_a_fee_in_the_coin_bought_disposes_of_it_at_the_rows_own_rate():
    books = books_of(
        """
        2024-01-02 buy -1000 USD +1 BTC fee 0.01 BTC
        2024-01-02 price BTC 5000 USD           ; not used: the row's rate is 1000
        """
    )
    # 1 BTC for 1000 and the fee of 10; 0.01 of it, cost 10.10, pays a fee worth 10.
    assert gains(books) == [("0.01", "10.1", "10")]
    assert open_lots(books) == [("1", "0.99", "999.9")]
    assert fees(books) == [("BTC", "0.01", "10", True)]
    assert_reconciled(books)


def test_a_sales_fee_in_the_coin_sold():
    books = books_of(
        """
        2024-01-02 buy -100 USD +2 BTC
        2024-01-03 sell -1 BTC +80 USD fee 0.1 BTC
        2024-01-03 price BTC 70 USD
        """
    )
    assert gains(books) == [("1", "50", "72"), ("0.1", "5", "8")]
    assert [str(d.type) for d in books.disposals] == ["sell", "fee"]
    assert_reconciled(books)


def test_a_fee_in_a_third_coin_is_at_the_days_price():
    books = books_of(
        """
        2024-01-01 buy -30 USD +10 BNB
        2024-01-02 buy -100 USD +1 BTC fee 2 BNB
        2024-01-02 price BNB 5 USD
        2024-01-02 price BTC 100 USD
        """
    )
    assert gains(books) == [("2", "6", "10")]
    assert open_lots(books) == [("1", "8", "24"), ("2", "1", "110")]
    assert_reconciled(books)


@pytest.mark.parametrize(
    "row",
    [
        "deposit +1 BTC",
        "staking_reward +1 BTC",
        "gift_received +1 BTC",
        "opening_balance +1 BTC",
        "borrow +1 BTC",
        "withdrawal -1 BTC",
        "gift_given -1 BTC",
        "payment_made -1 BTC",
        "lost -1 BTC",
        "transfer -1 BTC to other",
        "split -1 BTC +2 BTC",
    ],
)
@pytest.mark.parametrize("track_cash", [True, False])
def test_a_fee_on_any_other_row_is_apart(row, track_cash):
    books = books_of(
        f"""
        2024-01-01 opening_balance +5 BTC
        2024-01-01 opening_balance +50 USD
        2024-01-02 {row} fee 2 USD
        2024-01-03 {row} fee 0.1 BTC
        2024-01-01 price BTC 100 USD
        """,
        track_cash=track_cash,
    )
    assert fees(books) == [("USD", "2", "2", False), ("BTC", "0.1", "10", False)]
    assert short(books.totals.fees_not_in_cost) == "12"
    assert_reconciled(books)


def test_a_fee_row_uses_its_fee_leg_and_its_own_worth():
    books = books_of(
        """
        2024-01-01 buy -50 USD +1 BTC
        2024-01-02 fee fee 0.5 BTC worth 40 USD
        2024-01-03 fee fee 3 USD
        2024-01-01 price BTC 100 USD
        """
    )
    assert gains(books) == [("0.5", "25", "40")]
    assert fees(books) == [("BTC", "0.5", "40", False), ("USD", "3", "3", False)]
    assert_reconciled(books)


def test_a_sale_for_a_stablecoin_takes_its_fee_from_the_proceeds():
    books = books_of(
        """
        2024-01-01 buy -50 USD +1 BTC
        2024-01-02 sell -1 BTC +100 USDT fee 1 USDT
        2024-01-01 price USDT 1 USD
        """
    )
    assert gains(books) == [("1", "50", "99"), ("1", "1", "1")]
    assert open_lots(books) == [("2", "99", "99")]
    assert_reconciled(books)


@pytest.mark.parametrize("method", list(Method))
def test_fees_in_a_foreign_currency_use_the_days_rate(method):
    books = books_of(
        """
        2024-01-01 buy -100 USD +1 BTC fee 10 EUR
        2024-01-01 price EUR 1.2 USD
        2024-01-01 price BTC 100 USD
        """,
        method=method,
        track_cash=False,
    )
    assert open_lots(books) == [("1", "1", "112")]
    assert short(books.totals.net_flow) == "112"
