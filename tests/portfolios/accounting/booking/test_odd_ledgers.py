"""Ledgers on which a second, independent reckoning of the same definitions once disagreed."""

from datetime import UTC

import pytest

from portfolios.accounting.core.types import Method
from portfolios.files.cells import CellError, read_instant
from tests.ledger import assert_reconciled, books_of, codes, fees, gains, open_lots, short

TWO_SPLITS = """
2023-01-01 buy -20 USD +10 CCC      in a #first
2023-02-01 split -10 CCC +20 CCC    in a
2023-03-01 buy -90 USD +10 CCC      in c #second
2023-04-01 {}
2023-04-01 {}
2024-03-15 sell -20 CCC +100 USD    in c
2023-01-01 price CCC 2 USD
"""
ROWS = ("split -10 CCC +20 CCC in c", "split -20 CCC +40 CCC in a")


@pytest.mark.parametrize("rows", [ROWS, ROWS[::-1]])
def test_each_lot_takes_part_in_a_split_once_whichever_account_tells_it_first(rows):
    books = books_of(TWO_SPLITS.format(*rows), method=Method.LIFO)
    assert gains(books) == [("20", "90", "100")]
    left = open_lots(books)
    assert {name for name, _, _ in left} == {"first"}
    assert sum(int(units) for _, units, _ in left) == 40
    assert_reconciled(books)


def test_a_row_at_another_ratio_is_another_split():
    books = books_of(
        """
        2023-01-17 buy -20 USD +1.2 CCC        in a
        2023-02-17 split -1.2 CCC +0.6 CCC     in a
        2023-02-25 buy -8 USD +1.3 CCC         in b #third
        2023-03-12 buy -96 USD +2.5 CCC        in a #fourth
        2023-03-21T22:07 split -1.3 CCC +3.9 CCC in b
        2023-03-21T22:14 split -3.1 CCC +9.3 CCC in a
        """
    )
    held = {}
    for name, units, _ in open_lots(books):
        held[name] = held.get(name, 0) + float(units)
    assert held == pytest.approx({"1": 1.8, "third": 3.9, "fourth": 7.5})


def test_equal_unit_costs_of_highest_first_are_equal_to_the_last_digit_told():
    books = books_of(
        """
        2023-01-10 buy -12150 USD +81 CCC #old
        2024-06-10 buy -5850 USD +39 CCC  #new
        2024-07-10 sell -1 CCC +150 USD
        2023-01-01 price EUR 1.0711 USD
        """,
        method=Method.HIFO,
        currency="EUR",
    )
    (sale,) = books.disposals
    assert (sale.acquired_by, str(sale.term)) == ("old", "long")


def test_money_is_worth_its_days_rate_whatever_the_row_says_it_is_worth():
    books = books_of(
        """
        2024-05-05 deposit +100 EUR
        2024-05-05 transfer -50 EUR +49 EUR fee 1 EUR to other worth 80 USD
        2024-05-06 lost -10 EUR fee 1 EUR worth 50 USD
        2024-05-01 price EUR 1.1 USD
        """
    )
    assert fees(books) == [("EUR", "1", "1.1", False)] * 3
    assert_reconciled(books)


def test_money_without_a_rate_is_worth_what_the_row_says():
    books = books_of("2024-06-11 repay -10 EUR worth 50 USD")
    assert fees(books) == [("EUR", "10", "50", False)]


@pytest.mark.parametrize(
    ("row", "value"),
    [
        # It leaves after the split: one new unit of a thousand that are worth 20.
        ("split -10 CCC +1000 CCC fee 1 CCC worth 20 USD", "0.02"),
        # Three old units are worth what two new ones are, 12.
        ("split -3 CCC +2 NEW fee 1 CCC", "4"),
    ],
)
def test_a_splits_fee_is_valued_in_the_units_that_it_is_paid_in(row, value):
    books = books_of(
        f"""
        2024-05-05 deposit +10 CCC worth 20 USD
        2024-05-06 {row}
        2024-05-06 price NEW 6 USD
        """
    )
    assert fees(books) == [("CCC", "1", value, False)]
    assert_reconciled(books)


def test_a_currencys_gain_on_a_debt_has_neither_lot_nor_term():
    books = books_of(
        """
        2024-01-01 borrow +10 EUR
        2024-02-05 repay -10 EUR
        2024-01-01 price EUR 1.1 USD
        2024-01-05 price EUR 1.2 USD
        """
    )
    (settled,) = books.disposals
    assert (settled.acquired_at, settled.acquired_by, settled.term) == (None, None, None)
    assert short(settled.gain) == "-1"


def test_a_balance_is_overdrawn_by_the_row_that_took_not_by_one_that_paid_in():
    books = books_of(
        """
        2025-10-05T13:52 buy -3 USD +5 CCC #bought
        2025-10-05T13:52 deposit +0.5 USD  #paid-in
        """
    )
    assert ("negative_balance", "bought") in codes(books)


def test_a_day_that_no_day_follows_is_refused():
    with pytest.raises(CellError):
        read_instant("9999-12-31", tz=UTC)
