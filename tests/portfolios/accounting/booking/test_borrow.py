"""Borrowing and repaying: value is net of debts, a loan held and repaid gains nothing."""

import pytest

from portfolios.accounting.core.types import Method, Scope
from tests.ledger import assert_reconciled, books_of, codes, days_of, gains, open_lots, short


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("scope", list(Scope))
def test_a_loan_that_is_held_and_repaid_changes_nothing(method, scope):
    books = books_of(
        """
        2024-01-01 borrow +1 BTC
        2024-01-05 repay -1 BTC
        2024-01-01 price BTC 100 USD
        2024-01-05 price BTC 150 USD
        """,
        method=method,
        scope=scope,
    )
    assert gains(books) == [("1", "100", "100")]
    assert [str(d.type) for d in books.disposals] == ["repay"]
    assert (books.positions, books.debts, books.flows) == ((), (), ())
    assert short(books.totals.profit) == "0"


def test_value_is_net_of_the_debt_at_market():
    text = """
        2024-01-01 deposit +1 BTC
        2024-01-02 borrow +2 BTC
        2024-01-01 price BTC 100 USD
        2024-01-03 price BTC 150 USD
        2024-01-03 deposit +1 USD
        """
    assert [short(day.value) for day in days_of(text)] == ["100", "100", "151"]
    books = books_of(text)
    assert short(books.positions[0].quantity) == "3"
    assert [(debt.asset, short(debt.quantity), short(debt.cost)) for debt in books.debts] == [
        ("BTC", "2", "200")
    ]
    assert short(books.totals.cost) == "101"
    assert short(books.totals.unrealised) == "50"
    assert_reconciled(books)


@pytest.mark.parametrize("method", list(Method))
def test_a_short_sale_gains_the_fall(method):
    books = books_of(
        """
        2024-01-01 borrow +1 BTC
        2024-01-02 sell -1 BTC +100 USD
        2024-01-05 buy -60 USD +1 BTC
        2024-01-06 repay -1 BTC
        2024-01-01 price BTC 100 USD
        """,
        method=method,
    )
    assert short(books.totals.realised) == "40"
    assert short(books.cash["USD"]) == "40"
    assert_reconciled(books)


@pytest.mark.parametrize("scope", list(Scope))
def test_repaying_closes_the_loans_own_lot(scope):
    books = books_of(
        """
        2020-01-01 buy -10 USD +1 BTC
        2024-01-01 borrow +1 BTC
        2024-01-05 repay -1 BTC
        2024-01-01 price BTC 100 USD
        """,
        scope=scope,
        track_cash=False,
    )
    assert gains(books) == [("1", "100", "100")]
    assert open_lots(books) == [("1", "1", "10")]


def test_repaying_with_other_coins_when_the_loan_is_spent():
    books = books_of(
        """
        2024-01-01 borrow +1 BTC
        2024-01-02 sell -1 BTC +90 USD
        2024-01-03 deposit +1 BTC worth 70 USD
        2024-01-05 repay -1 BTC
        2024-01-01 price BTC 100 USD
        """
    )
    assert gains(books) == [("1", "100", "90"), ("1", "70", "100")]
    assert_reconciled(books)


def test_part_repayment_leaves_part_of_the_debt():
    books = books_of(
        """
        2024-01-01 borrow +3 BTC
        2024-01-05 repay -1 BTC
        2024-01-01 price BTC 100 USD
        """
    )
    assert [(short(debt.quantity), short(debt.cost)) for debt in books.debts] == [("2", "200")]
    assert open_lots(books) == [("1", "2", "200")]
    assert_reconciled(books)


def test_what_is_repaid_beyond_the_debt_is_interest():
    books = books_of(
        """
        2024-01-01 deposit +1 BTC
        2024-01-01 borrow +1 BTC
        2024-01-05 repay -1.1 BTC
        2024-01-01 price BTC 100 USD
        """
    )
    assert codes(books) == [("repaid_more_than_borrowed", "3")]
    assert [(short(fee.quantity), short(fee.value)) for fee in books.fees] == [("0.1", "10")]
    assert short(books.totals.profit) == "-10"
    assert_reconciled(books)


@pytest.mark.parametrize("track_cash", [True, False])
def test_money_may_be_borrowed_too(track_cash):
    books = books_of(
        """
        2024-01-01 borrow +100 EUR
        2024-01-05 repay -105 EUR
        2024-01-01 price EUR 1 USD
        2024-01-05 price EUR 1.2 USD
        """,
        track_cash=track_cash,
    )
    # 100 EUR taken up at 1.0 are paid back at 1.2; 5 more are interest.
    assert short(books.totals.realised) == "-20"
    assert short(books.totals.fees_not_in_cost) == "6"
    assert books.debts == ()
    assert_reconciled(books)


def test_an_accounts_own_loan_is_repaid_first():
    books = books_of(
        """
        2024-01-01 borrow +1 BTC in a
        2024-01-02 borrow +1 BTC in b
        2024-01-05 repay -1 BTC in b
        2024-01-01 price BTC 100 USD
        """
    )
    assert [debt.account for debt in books.debts] == ["a"]
