"""Which lots a sale closes: FIFO, LIFO, HIFO, average cost."""

import pytest

from portfolios.accounting.core.types import Method, Scope
from tests.ledger import assert_reconciled, books_of, gains, open_lots, short

LEDGER = """
2024-01-01 deposit +10000 USD
2024-01-02 buy -100 USD +1 BTC
2024-01-03 buy -300 USD +1 BTC
2024-01-04 buy -200 USD +1 BTC
2024-01-05 sell -1.5 BTC +600 USD
2024-01-05 price BTC 400 USD
"""


@pytest.mark.parametrize(
    ("method", "closed", "left"),
    [
        (
            Method.FIFO,
            [("1", "100", "400"), ("0.5", "150", "200")],
            [("3", "0.5", "150"), ("4", "1", "200")],
        ),
        (
            Method.LIFO,
            [("1", "200", "400"), ("0.5", "150", "200")],
            [("2", "1", "100"), ("3", "0.5", "150")],
        ),
        (
            Method.HIFO,
            [("1", "300", "400"), ("0.5", "100", "200")],
            [("2", "1", "100"), ("4", "0.5", "100")],
        ),
        (Method.AVERAGE, [("1.5", "300", "600")], [("3", "0.5", "100"), ("4", "1", "200")]),
    ],
)
def test_a_sale_closes_the_lots_of_its_method(method, closed, left):
    books = books_of(LEDGER, method=method)
    assert gains(books) == closed
    assert open_lots(books) == left
    assert_reconciled(books)


def test_a_fifo_disposal_names_the_lot_and_its_date():
    disposal = books_of(LEDGER).disposals[0]
    assert (disposal.acquired_by, disposal.transaction) == ("2", "5")
    assert (disposal.acquired_at.day, disposal.disposed_at.day) == (2, 5)
    assert short(disposal.gain) == "300"


def test_an_average_disposal_has_no_acquisition_of_its_own():
    disposal = books_of(LEDGER, method=Method.AVERAGE).disposals[0]
    assert disposal.acquired_at is None
    assert disposal.acquired_by is None


def test_the_average_is_of_what_is_left_when_buying_again():
    books = books_of(
        """
        2024-01-01 deposit +1000 USD
        2024-01-02 buy -100 USD +1 BTC
        2024-01-03 buy -200 USD +1 BTC
        2024-01-04 sell -1 BTC +500 USD   ; costs 150, leaves 1 for 150
        2024-01-05 buy -250 USD +1 BTC    ; 2 for 400
        2024-01-06 sell -1 BTC +500 USD
        2024-01-06 price BTC 500 USD
        """,
        method=Method.AVERAGE,
    )
    assert gains(books) == [("1", "150", "500"), ("1", "200", "500")]
    assert short(books.positions[0].average_cost) == "200"


def test_average_terms_follow_the_fifo_dates():
    books = books_of(
        """
        2022-01-01 deposit +1000 USD
        2022-01-01 buy -100 USD +1 BTC
        2024-01-03 buy -200 USD +1 BTC
        2024-01-04 sell -1.5 BTC +600 USD
        """,
        method=Method.AVERAGE,
    )
    assert [(str(d.term), short(d.quantity), short(d.cost)) for d in books.disposals] == [
        ("long", "1", "150"),
        ("short", "0.5", "75"),
    ]


def test_lifo_takes_the_later_entry_of_one_instant():
    books = books_of(
        """
        2024-01-02 buy -100 USD +1 BTC
        2024-01-02 buy -120 USD +1 BTC
        2024-01-03 sell -1 BTC +200 USD
        """,
        method=Method.LIFO,
    )
    assert gains(books) == [("1", "120", "200")]


def test_hifo_counts_fees_and_takes_the_oldest_of_equals():
    books = books_of(
        """
        2024-01-02 buy -100 USD +1 BTC fee 10 USD
        2024-01-03 buy -105 USD +1 BTC
        2024-01-04 buy -55 USD +0.5 BTC            ; 110 a coin, as the first with its fee
        2024-01-05 sell -1 BTC +200 USD
        """,
        method=Method.HIFO,
    )
    assert [d.acquired_by for d in books.disposals] == ["1"]


def test_hifo_keeps_equal_unit_costs_equal_through_a_transfer():
    books = books_of(
        """
        2024-01-02 buy -100 USD +13 BTC  in a
        2024-01-03 buy -200 USD +26 BTC  in b
        2024-01-04 transfer -2 BTC in a to b      ; 2 × 100/13 ÷ 2 rounds to less than 100/13
        2024-01-05 sell -1 BTC +9 USD in b
        """,
        method=Method.HIFO,
        scope=Scope.ACCOUNT,
    )
    assert [d.acquired_by for d in books.disposals] == ["1"]


@pytest.mark.parametrize("method", list(Method))
def test_scope_account_closes_only_lots_of_the_account(method):
    text = """
        2024-01-02 buy -100 USD +1 BTC  in a
        2024-01-03 buy -300 USD +1 BTC  in b
        2024-01-05 sell -1 BTC +400 USD in b
        2024-01-05 price BTC 400 USD
        """
    books = books_of(text, method=method, scope=Scope.ACCOUNT)
    assert gains(books) == [("1", "300", "400")]
    assert [(held.account, short(held.cost)) for held in books.positions] == [("a", "100")]


def test_scope_portfolio_may_close_another_accounts_lot():
    books = books_of(
        """
        2024-01-02 buy -100 USD +1 BTC  in a
        2024-01-03 buy -300 USD +1 BTC  in b
        2024-01-05 sell -1 BTC +400 USD in b
        """
    )
    assert gains(books) == [("1", "100", "400")]
    assert {lot.account for lot in books.lots} == {None}
    assert [d.account for d in books.disposals] == ["b"]


@pytest.mark.parametrize(
    ("bought", "sold", "term"),
    [
        ("2023-01-15", "2024-01-15", "short"),
        ("2023-01-15", "2024-01-16", "long"),
        ("2023-03-01", "2024-03-01", "short"),
        ("2020-02-29", "2021-02-28", "short"),
        ("2020-02-29", "2021-03-01", "long"),
        ("2020-01-01", "2024-01-01", "long"),
    ],
)
def test_long_term_begins_the_day_after_the_anniversary(bought, sold, term):
    books = books_of(
        f"""
        {bought} buy -100 USD +1 BTC
        {sold}T23:59 sell -1 BTC +400 USD
        """
    )
    assert [str(d.term) for d in books.disposals] == [term]


def test_cost_survives_thirds():
    books = books_of(
        """
        2024-01-02 buy -100 USD +3 BTC
        2024-01-03 sell -1 BTC +50 USD
        2024-01-04 sell -1 BTC +50 USD
        2024-01-05 sell -1 BTC +50 USD
        """
    )
    assert short(sum(d.cost for d in books.disposals)) == "100"
    assert short(books.totals.realised) == "50"


def test_huge_and_tiny_quantities_are_not_lost():
    books = books_of(
        """
        2024-01-02 deposit +1000000000000000 SHIB worth 1 USD
        2024-01-03 deposit +0.000000000000000001 SHIB worth 1 USD
        2024-01-04 price SHIB 0.5 USD
        2024-01-04 withdrawal -1000000000000000 SHIB
        """
    )
    assert [str(held.quantity) for held in books.positions] == ["1E-18"]
    assert str(books.positions[0].cost) == "1"


def test_the_dearest_lot_goes_first_also_where_a_unit_costs_more_than_any_coin():
    books = books_of(
        """
        2024-01-01 buy -20000000000000000000 USD +0.000000000000000001 BTC  #dear
        2024-01-02 buy -10000000000000000000 USD +0.000000000000000001 BTC  #cheap
        2024-01-03 sell -0.000000000000000001 BTC +1 USD
        """,
        method=Method.HIFO,
        track_cash=False,
    )
    assert [one.acquired_by for one in books.disposals] == ["dear"]


def test_unit_costs_that_a_split_made_differ_in_the_last_place_are_equal():
    books = books_of(
        """
        2024-01-01 buy -2 USD +2 BTC  #old
        2024-01-02 buy -1 USD +1 BTC  #new
        2024-01-03 split -3 BTC +7 BTC
        2024-01-04 sell -1 BTC +1 USD
        """,
        method=Method.HIFO,
        track_cash=False,
    )
    old, new = (lot.unit_cost for lot in books.lots)
    assert old < new
    assert [one.acquired_by for one in books.disposals] == ["old"]
