"""Booking order, and faults that come back as values."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from portfolios.accounting.booking.books import build_books, stream_books
from portfolios.accounting.core.entries import Leg, OutOfOrder
from portfolios.accounting.core.types import Method, Scope, TransactionType
from tests.ledger import book, books_of, codes, gains, open_lots, read_text, short, usd_policy


def test_what_comes_in_is_booked_before_what_goes_out_in_one_instant():
    books = books_of(
        """
        2024-01-01 sell -10 ETH +120 USD
        2024-01-01 swap -1 BTC +10 ETH
        2024-01-01 buy -100 USD +1 BTC
        2024-01-01 price BTC 100 USD
        """
    )
    assert codes(books) == []
    assert books.positions == ()


def test_swaps_and_transfers_of_one_instant_follow_entry_order():
    books = books_of(
        """
        2024-01-01 deposit +1 BTC in a
        2024-01-01 transfer -1 BTC in a to b
        2024-01-01 transfer -1 BTC in b to c
        2024-01-01 price BTC 100 USD
        """
    )
    assert codes(books) == []
    assert [b.account for b in books.balances] == ["c"]


@pytest.mark.parametrize("method", list(Method))
def test_the_order_in_which_rows_are_given_does_not_matter(method):
    ledger = read_text(
        """
        2024-01-01 buy -100 USD +1 BTC
        2024-01-01 buy -150 USD +1 BTC
        2024-01-01 sell -0.5 BTC +100 USD
        2024-01-01 sell -0.7 BTC +100 USD
        2024-01-02 transfer -0.8 BTC to other
        2024-01-01 price BTC 100 USD
        """
    )
    results = {
        book(rows, prices=ledger.prices, method=method, scope=Scope.ACCOUNT).lots
        for rows in permutations(ledger.entries)
    }
    assert len(results) == 1


def test_rows_that_come_in_order_of_time_are_booked_as_they_come(monkeypatch):
    monkeypatch.setattr("portfolios.accounting.booking.passes._WORTH_IT", 1)
    monkeypatch.setattr("portfolios.accounting.booking.passes._WATCHED", 1)
    ledger = read_text(
        """
        2024-01-01 sell -1 BTC +120 USD
        2024-01-01 buy -100 USD +1 BTC
        2024-01-01 buy -100 USD +1 BTC
        2024-01-02 swap -1 BTC +10 ETH
        2024-01-03 sell -10 ETH +130 USD
        2024-01-01 price BTC 100 USD
        """
    )
    steps = []

    def rows():
        for entry in ledger.entries:
            steps.append(f"read {entry.id}")
            yield entry

    def take(disposals, fees):
        steps.extend(f"closed by {one.transaction}" for one in disposals)

    terms = {"prices": ledger.prices, "policy": usd_policy(as_of=date(2024, 1, 2))}
    books = stream_books(rows(), hand_over=take, **terms)
    # A row is booked when one of another instant has come.
    assert steps == [
        "read 1", "read 2", "read 3", "read 4", "closed by 1", "read 5", "closed by 4",
    ]  # fmt: skip
    whole = build_books(reversed(ledger.entries), **terms)
    assert codes(books)[0] == ("suspected_duplicate", "3")
    assert books == replace(whole, disposals=())


def test_a_row_out_of_order_is_refused_where_order_was_promised():
    ledger = read_text(
        """
        2024-01-02 deposit +1 BTC
        2024-01-01 deposit +1 BTC
        """
    )
    with pytest.raises(OutOfOrder, match="2"):
        stream_books(ledger.entries, prices=ledger.prices, policy=usd_policy())


def test_taking_more_than_is_held_opens_a_gap_at_no_cost():
    books = books_of(
        """
        2024-01-01 buy -100 USD +1 BTC
        2024-01-02 sell -3 BTC +600 USD
        2024-01-01 price BTC 100 USD
        """,
        track_cash=False,
    )
    assert codes(books) == [("missing_acquisition", "2")]
    assert books.problems[0].line == 2
    assert gains(books) == [("1", "100", "200"), ("2", "0", "400")]
    assert [d.acquired_at.day for d in books.disposals] == [1, 2]
    assert [(lot.transaction, short(lot.quantity), short(lot.remaining)) for lot in books.lots] == [
        ("1", "1", "0"),
        ("2", "2", "0"),
    ]
    assert (books.balances, books.positions) == ((), ())


def test_no_balance_falls_below_nothing_where_each_account_has_its_lots():
    books = books_of(
        """
        2024-01-01 buy -100 USD +1 BTC in a
        2024-01-02 sell -1 BTC +200 USD in b
        2024-01-01 price BTC 100 USD
        """,
        track_cash=False,
        scope=Scope.ACCOUNT,
    )
    assert codes(books) == [("missing_acquisition", "2")]
    assert books.problems[0].holders == (("a", Decimal(1)),)
    assert [(b.account, short(b.quantity)) for b in books.balances] == [("a", "1")]
    assert open_lots(books) == [("1", "1", "100")]


def test_days_before_the_first_price_are_told_once_an_asset():
    books = books_of(
        """
        2024-01-01 buy -100 USD +1 BTC
        2024-01-09 buy -100 USD +1 BTC
        2024-01-05 price BTC 100 USD
        """,
        track_cash=False,
    )
    assert codes(books) == [("missing_price", "1")]
    assert short(books.totals.value) == "200"


def test_an_asset_without_a_price_has_no_value():
    books = books_of("2024-01-01 buy -100 USD +1 BTC", track_cash=False)
    held = books.positions[0]
    assert (held.price, held.value, held.unrealised) == (None, None, None)
    assert short(held.cost) == "100"
    assert (short(books.totals.value), short(books.totals.unrealised)) == ("0", "-100")


def test_the_same_row_twice_is_suspected_and_booked():
    books = books_of(
        """
        2024-01-01 deposit +1 BTC worth 5 USD
        2024-01-01 deposit +1 BTC worth 5 USD
        2024-01-01 deposit +1 BTC worth 5 USD in other
        2024-01-02 deposit +1 BTC worth 5 USD
        2024-01-01 price BTC 5 USD
        """
    )
    assert codes(books) == [("suspected_duplicate", "2")]
    assert short(books.positions[0].quantity) == "4"


def test_rows_with_references_of_their_own_are_different_trades():
    books = books_of(
        """
        2024-01-01 deposit +1 BTC #fill-1
        2024-01-01 deposit +1 BTC #fill-2
        2024-01-01 deposit +1 BTC #fill-1
        2024-01-01 price BTC 5 USD
        """
    )
    assert codes(books) == [("suspected_duplicate", "fill-1")]


def test_a_row_that_cannot_be_booked_is_a_problem_and_the_rest_stands():
    ledger = read_text(
        """
        2024-01-01 buy -100 USD +1 BTC
        2024-01-02 buy -100 USD +1 BTC
        2024-01-01 price BTC 5 USD
        """
    )
    good, bad = ledger.entries
    broken = [
        bad._replace(received=None),
        bad._replace(received=Leg("BTC", Decimal("NaN"))),
        bad._replace(sent=Leg("USD", Decimal(-1))),
        bad._replace(type=TransactionType.FEE),
        bad._replace(at=bad.at.replace(tzinfo=None)),
    ]
    for entry in broken:
        books = book([entry, good], prices=ledger.prices, track_cash=False)
        assert codes(books) == [("invalid_entry", "2")]
        assert short(books.positions[0].quantity) == "1"


def test_an_empty_ledger_has_empty_books():
    books = books_of("")
    assert (books.first, books.as_of, books.lots, books.problems) == (None, None, (), ())
    assert books.totals.value == 0


def test_rows_after_the_last_day_are_left_out():
    text = """
        2024-01-01 deposit +1 BTC
        2024-01-03T23:59 deposit +1 BTC
        2024-01-04 deposit +1 BTC
        2024-01-01 price BTC 5 USD
        """
    assert short(books_of(text, as_of=date(2024, 1, 3)).positions[0].quantity) == "2"
    assert books_of(text, as_of=date(2023, 1, 3)).positions == ()


def test_days_are_those_of_the_time_zone():
    books = books_of(
        """
        2024-01-01T03:00 deposit +1 BTC
        2023-12-31 price BTC 5 USD
        2024-01-01 price BTC 7 USD
        """,
        tz=ZoneInfo("America/New_York"),
    )
    assert books.first == date(2023, 12, 31)
    assert short(books.positions[0].cost) == "5"


def test_keys_need_not_be_text():
    ledger = read_text("2024-01-01 deposit +1 BTC worth 5 USD")
    keys = {"BTC": 1, "USD": 840}
    entry = ledger.entries[0]._replace(
        id=10,
        account=7,
        received=Leg(1, Decimal(1)),
        net_worth=Leg(840, Decimal(5)),
    )
    books = book([entry], prices=ledger.prices, currency=840, fiat=lambda key: key == keys["USD"])
    assert [(lot.asset, lot.transaction, short(lot.cost)) for lot in books.lots] == [(1, 10, "5")]


@pytest.mark.parametrize(
    ("row", "subject"),
    [
        ("sell -3 BTC +600 USD", ("missing_acquisition", "BTC", "3")),
        ("deposit +3 DOGE", ("missing_price", "DOGE", "3")),
        ("transfer -3 BTC", ("unmatched_transfer", "BTC", "3")),
        ("repay -3 USD", ("repaid_more_than_borrowed", "USD", "3")),
    ],
)
def test_a_problem_says_how_much_of_which_asset_it_is_about(row, subject):
    books = books_of(f"2024-01-01 {row}\n2024-01-01 price BTC 5 USD", track_cash=False)
    found = [(p.code.value, p.asset, short(p.quantity)) for p in books.problems]
    assert found == [subject]
    assert books.problems[0].account == "main"
