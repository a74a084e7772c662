"""Accounts that share their lots and give more than they have: the coins are not invented."""

import pytest

from portfolios.accounting.core.types import Method
from tests.ledger import assert_reconciled, books_of, codes, fees, gains, open_lots, short

PRICES = "2024-01-01 price BTC 100 USD\n2024-01-01 price ETH 10 USD\n"
UNRECORDED = """
2024-01-01 buy -100 USD +1 BTC in Main
2024-01-02 sell -1 BTC +300 USD in Kraken
"""


def book(text: str, **options):
    return books_of(PRICES + text, track_cash=False, **options)


def balances(books) -> list[tuple[str, str]]:
    return [(held.account, short(held.quantity)) for held in books.balances]


def told(books) -> list[tuple]:
    return [
        (str(one.code), one.transaction, one.account, short(one.quantity)) for one in books.problems
    ]


@pytest.mark.parametrize("method", list(Method))
def test_a_sale_takes_what_another_account_holds(method):
    books = book(UNRECORDED, method=method)
    assert gains(books) == [("1", "100", "300")]
    assert (books.positions, open_lots(books)) == ((), [])
    assert balances(books) == [("Kraken", "-1"), ("Main", "1")]
    assert told(books) == [("account_overdrawn", "2", "Kraken", "1")]
    assert books.problems[0].message == (
        "Kraken gave 1 BTC more than it had: a transfer to it may not be recorded. "
        "Record it from account Main (held 1)."
    )
    assert_reconciled(books)


def test_the_transfer_makes_all_well():
    books = book(UNRECORDED + "2024-01-01T12:00 transfer -1 BTC in Main to Kraken")
    assert (codes(books), balances(books)) == ([], [])
    assert gains(books) == [("1", "100", "300")]


def test_it_is_told_once_with_the_deepest_until_it_is_back():
    books = book(
        """
        2024-01-01 buy -900 USD +9 BTC in Main
        2024-01-01 buy -300 USD +3 BTC in Cold
        2024-01-02 sell -1 BTC +300 USD in Kraken
        2024-01-03 sell -3 BTC +300 USD in Kraken
        2024-01-04 buy -300 USD +3 BTC in Kraken
        2024-01-05 sell -1 BTC +300 USD in Kraken
        2024-01-06 buy -200 USD +2 BTC in Kraken
        2024-01-07 sell -1 BTC +300 USD in Kraken
        """
    )
    assert told(books) == [
        ("account_overdrawn", "3", "Kraken", "4"),
        ("account_overdrawn", "8", "Kraken", "1"),
    ]
    assert [[name for name, _ in one.holders] for one in books.problems] == [["Main", "Cold"]] * 2
    assert "Main (held 9), or from Cold (held 3)" in books.problems[0].message


def test_an_instant_is_judged_at_its_end():
    books = book(
        """
        2024-01-01 buy -100 USD +1 BTC in Main
        2024-01-02 swap -1 BTC +10 ETH in Kraken
        2024-01-02 swap -10 ETH +1 BTC in Kraken
        """
    )
    assert codes(books) == []
    assert balances(books) == [("Main", "1")]


def test_only_what_all_accounts_together_lack_is_invented():
    books = book(
        """
        2024-01-01 buy -100 USD +1 BTC in Main
        2024-01-02 sell -3 BTC +900 USD in Kraken
        """
    )
    assert gains(books) == [("1", "100", "300"), ("2", "0", "600")]
    assert balances(books) == [("Kraken", "-1"), ("Main", "1")]
    assert told(books) == [
        ("missing_acquisition", "2", "Kraken", "2"),
        ("account_overdrawn", "2", "Kraken", "1"),
    ]


def test_a_gap_comes_into_the_account_that_gave_what_it_had_not():
    """Main sells its own coin, which Kraken sold before: Kraken's was never brought in."""
    books = book(UNRECORDED + "2024-01-03 sell -1 BTC +300 USD in Main")
    assert balances(books) == []
    assert told(books) == [
        ("account_overdrawn", "2", "Kraken", "1"),
        ("missing_acquisition", "3", "Kraken", "1"),
    ]
    assert gains(books) == [("1", "100", "300"), ("1", "0", "300")]


@pytest.mark.parametrize(
    "row", ["lost -1 BTC", "fee fee 1 BTC", "gift_given -1 BTC", "repay -1 BTC",
            "swap -1 BTC +10 ETH", "sell -1 ETH +9 USD fee 1 BTC"],
)  # fmt: skip
def test_whatever_takes_coins_draws_on_all_accounts(row):
    books = book(
        f"""
        2024-01-01 buy -100 USD +1 BTC in Main
        2024-01-01 buy -10 USD +1 ETH in Kraken
        2024-01-02 {row} in Kraken
        """
    )
    found = [one for one in told(books) if one[0] != "repaid_more_than_borrowed"]
    assert found == [("account_overdrawn", "3", "Kraken", "1")]
    assert ("1", "BTC") not in [(short(held.quantity), held.asset) for held in books.positions]
    assert ("Kraken", "-1") in balances(books)
    assert_reconciled(books)


def test_a_transfer_moves_a_balance_and_no_lot():
    books = book(
        """
        2024-01-01 buy -100 USD +1 BTC in Main
        2024-01-02 transfer -1 BTC +0.9 BTC in Kraken to Cold
        """
    )
    assert told(books) == [("account_overdrawn", "2", "Kraken", "1")]
    assert balances(books) == [("Cold", "0.9"), ("Kraken", "-1"), ("Main", "1")]
    assert open_lots(books) == [("1", "0.9", "90")]
    assert fees(books) == [("BTC", "0.1", "10", False)]


def test_what_nobody_holds_is_missing_where_it_leaves_and_moves_on():
    books = book("2024-01-02 transfer -1 BTC in Kraken to Cold")
    assert told(books) == [("missing_acquisition", "1", "Kraken", "1")]
    assert balances(books) == [("Cold", "1")]


def test_an_account_that_moves_its_own_coins_lacks_none():
    books = book(UNRECORDED + "2024-01-03 transfer -1 BTC in Main to Cold")
    assert told(books) == [("account_overdrawn", "2", "Kraken", "1")]
    assert balances(books) == [("Cold", "1"), ("Kraken", "-1")]
