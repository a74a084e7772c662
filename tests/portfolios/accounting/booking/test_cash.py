"""Money: tracked as a balance, or passing through."""

import pytest

from tests.ledger import assert_reconciled, books_of, codes, days_of, short


def flows(books):
    return [(flow.day.day, short(flow.inflow), short(flow.outflow)) for flow in books.flows]


TRADES = """
2024-01-01 deposit +1000 USD
2024-01-02 buy -600 USD +1 BTC fee 10 USD
2024-01-03 sell -0.5 BTC +400 USD fee 5 USD
2024-01-04 withdrawal -100 USD
2024-01-02 price BTC 600 USD
"""


def test_tracked_cash_is_value_and_cost():
    books = books_of(TRADES)
    assert {asset: short(units) for asset, units in books.cash.items()} == {"USD": "685"}
    assert flows(books) == [(1, "1000", "0"), (4, "0", "100")]
    assert short(books.totals.value) == "985"
    assert short(books.totals.cost) == "990"
    assert [b.asset for b in books.balances] == ["BTC", "USD"]
    assert_reconciled(books)


def test_untracked_cash_makes_trades_flows_and_deposits_nothing():
    books = books_of(TRADES, track_cash=False)
    assert books.cash == {}
    assert flows(books) == [(2, "610", "0"), (3, "0", "395")]
    assert short(books.totals.value) == "300"
    assert short(books.totals.cost) == "305"
    assert [b.asset for b in books.balances] == ["BTC"]
    assert_reconciled(books)


def test_profit_is_the_same_with_and_without_cash():
    with_cash, without = books_of(TRADES), books_of(TRADES, track_cash=False)
    assert with_cash.totals.profit == without.totals.profit


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("fee fee 5 USD", [(1, "5", "0")]),
        ("staking_reward +5 USD", [(1, "0", "5")]),
        ("deposit +5 USD", []),
        ("withdrawal -5 USD", []),
        ("payment_received +5 USD", []),
        ("gift_given -5 USD", []),
        ("opening_balance +5 USD", []),
        ("deposit +5 USD fee 1 USD", [(1, "1", "0")]),
        ("transfer -5 USD +4 USD to other", [(1, "1", "0")]),
        ("swap -5 USD +4 EUR", []),
        ("lost -5 USD", [(1, "5", "0")]),
    ],
)
def test_money_that_is_not_tracked_passes_through(row, expected):
    books = books_of(f"2024-01-01 {row}\n2024-01-01 price EUR 1.25 USD", track_cash=False)
    assert flows(books) == expected
    assert books.balances == ()
    assert_reconciled(books)


def test_untracked_rewards_and_fees_in_money_are_profit_and_loss():
    books = books_of(
        "2024-01-01 lending_interest +5 USD\n2024-01-01 fee fee 2 USD", track_cash=False
    )
    assert short(books.totals.income) == "5"
    assert short(books.totals.fees_not_in_cost) == "2"
    assert short(books.totals.profit) == "3"


def test_foreign_cash_costs_what_its_flows_did():
    books = books_of(
        """
        2024-01-01 deposit +100 EUR
        2024-01-05 buy -50 EUR +1 BTC
        2024-01-01 price EUR 1.1 USD
        2024-01-05 price EUR 1.2 USD
        2024-01-05 price BTC 60 USD
        """
    )
    # 110 in, 60 out again: 50 EUR cost 50 and are worth 60; the coin cost 60.
    assert {asset: short(cost) for asset, cost in books.cash_cost.items()} == {"EUR": "50"}
    assert short(books.totals.cost) == "110"
    assert short(books.totals.value) == "120"
    assert short(books.totals.unrealised) == "10"
    assert short(books.totals.realised) == "0"
    assert_reconciled(books)


def test_an_exchange_of_money_has_no_lots_and_no_gain():
    books = books_of(
        """
        2024-01-01 deposit +110 USD
        2024-01-02 swap -110 USD +100 EUR fee 1 USD
        2024-01-01 price EUR 1.1 USD
        """
    )
    assert (books.lots, books.disposals) == ((), ())
    assert short(books.totals.fees_not_in_cost) == "1"
    assert_reconciled(books)


def test_a_loss_of_money_is_realised():
    books = books_of("2024-01-01 deposit +10 USD\n2024-01-02 lost -4 USD")
    assert short(books.totals.realised) == "-4"
    assert short(books.totals.net_flow) == "10"
    assert_reconciled(books)


def test_a_negative_balance_is_told_once_by_the_row_that_made_it():
    books = books_of(
        """
        2024-01-01 buy -10 USD +1 BTC
        2024-01-02 buy -10 USD +1 BTC
        2024-01-03 deposit +100 USD
        2024-01-04 withdrawal -200 USD
        2024-01-01 price BTC 10 USD
        """
    )
    assert codes(books) == [("negative_balance", "1"), ("negative_balance", "4")]


def test_rows_of_one_instant_may_pay_for_each_other():
    books = books_of(
        """
        2024-01-01 buy -10 USD +1 BTC
        2024-01-01 deposit +10 USD
        2024-01-01 price BTC 10 USD
        """
    )
    assert codes(books) == []


def test_debts_of_untracked_money_lower_the_value():
    days = days_of(
        """
        2024-01-01 borrow +100 USD
        2024-01-02 repay -100 USD
        """,
        track_cash=False,
    )
    assert [(short(d.value), short(d.inflow), short(d.outflow)) for d in days] == [
        ("-100", "0", "100"),
        ("0", "100", "0"),
    ]


def test_a_negative_balance_names_the_most_that_it_lacks_and_where():
    books = books_of(
        """
        2024-01-01 deposit +100 USD in a
        2024-01-02 transfer -150 USD in a to b
        2024-01-03 withdrawal -75 USD in a
        2024-01-04 deposit +20 USD in a
        """
    )
    (problem,) = books.problems
    assert (problem.account, problem.asset, short(problem.quantity)) == ("a", "USD", "125")
