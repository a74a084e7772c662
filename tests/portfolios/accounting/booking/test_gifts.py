"""Gifts that carry over: the giver gains nothing, the receiver's lots keep dates and costs."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.accounting.booking.reconciling import residuals_of
from portfolios.accounting.core.entries import Entry, Leg
from portfolios.accounting.core.gift_pairs import Half, pair_gifts
from portfolios.accounting.core.gifts import CarriedPart, Gifts, row_key
from portfolios.accounting.core.types import Method, Scope, TransactionType
from portfolios.accounting.prices.valuation import daily_values
from tests.ledger import (
    assert_reconciled,
    book,
    books_of,
    codes,
    days_of,
    open_lots,
    read_text,
    short,
)

PRICES = """
    2020-01-01 price ABC 100 USD
    2022-01-01 price ABC 300 USD
"""
SPOUSES = f"""{PRICES}
    2020-01-01T12:00:00 buy           -100 USD +1 ABC  in his   #b
    2022-01-01T12:00:00 gift_given    -1 ABC carried   in his   #g
    2022-01-01T12:00:01 gift_received +1 ABC carried   in hers  #h
    2022-02-01T12:00:00 sell          -1 ABC +300 USD  in hers  #s
"""
EVERY_WAY = [(method, scope) for method in Method for scope in Scope]


def sales(books) -> list[tuple]:
    """(acquired, gain, term) of each sale; none has a date of its own under average cost."""
    return [
        (sold.acquired_at and f"{sold.acquired_at:%Y-%m-%d}", short(sold.gain), str(sold.term))
        for sold in books.disposals
        if sold.type is TransactionType.SELL
    ]


def given_gain(books) -> Decimal:
    kind = TransactionType.GIFT_GIVEN
    return sum((one.gain for one in books.disposals if one.type is kind), Decimal(0))


@pytest.mark.parametrize(("method", "scope"), EVERY_WAY)
@pytest.mark.parametrize("cash", [True, False])
def test_a_gift_between_spouses_carries_date_and_cost(method, scope, cash):
    books = books_of(SPOUSES, method=method, scope=scope, track_cash=cash)
    acquired = None if method is Method.AVERAGE else "2020-01-01"
    assert sales(books) == [(acquired, "200", "long")]
    assert given_gain(books) == 0
    assert books.totals.realised == 200
    assert books.totals.carried == 0
    assert_reconciled(books)
    last = days_of(SPOUSES, method=method, scope=scope, track_cash=cash)[-1]
    assert residuals_of(books, last_day=last) == []


def test_without_the_label_it_is_a_gift_at_market_value():
    books = books_of(SPOUSES.replace("carried", ""))
    assert given_gain(books) == 200
    assert sales(books) == [("2022-01-01", "0", "short")]


def test_a_gift_within_the_books_of_one_day_is_no_flow():
    day = next(day for day in days_of(SPOUSES, track_cash=False) if day.day == date(2022, 1, 1))
    assert (day.value, day.inflow, day.outflow) == (300, 0, 0)


def test_days_apart_it_goes_and_comes_at_the_value_that_went():
    text = SPOUSES.replace("2022-01-01T12:00:01", "2022-01-04T12:00:00")
    text += "    2022-01-03 price ABC 330 USD\n"
    days = {day.day: day for day in days_of(text, track_cash=False)}
    assert days[date(2022, 1, 1)].outflow == 300
    assert days[date(2022, 1, 2)].value == 0
    assert days[date(2022, 1, 4)].inflow == 300
    books = books_of(text, track_cash=False)
    assert books.totals.value - books.totals.net_flow == books.totals.realised == 200


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("came", ["2022-01-01T12:00:00", "2022-01-01T00:00:00", "2021-12-27"])
def test_a_receipt_may_come_before_the_gift_or_with_it(method, came):
    text = SPOUSES.replace("2022-01-01T12:00:01", came)
    books = books_of(text, method=method, scope=Scope.ACCOUNT)
    assert [gain for _, gain, _ in sales(books)] == ["200"]
    assert (given_gain(books), codes(books)[1:]) == (0, [])
    assert_reconciled(books)


@pytest.mark.parametrize(
    "change",
    [
        ("2022-01-01T12:00:01", "2022-01-08T12:00:01"),  # a second more than seven days
        ("gift_received +1 ABC", "gift_received +0.999 ABC"),
        ("gift_received +1 ABC", "gift_received +1 XYZ"),
        ("gift_received +1 ABC carried", "gift_received +1 ABC"),
    ],
)
def test_what_does_not_fit_is_two_gifts_at_market_value(change):
    books = books_of(SPOUSES.replace(*change))
    assert given_gain(books) == 200
    assert ("unmatched_gift", "g") in codes(books)
    assert_reconciled(books)


def test_an_unpaired_receipt_costs_its_net_worth():
    text = f"{PRICES}\n    2022-01-01 gift_received +1 ABC carried worth 100 USD #h\n"
    books = books_of(text)
    assert open_lots(books) == [("h", "1", "100")]
    assert codes(books) == []
    assert_reconciled(books)


def test_the_nearest_of_several_takes_the_gift():
    text = f"""{PRICES}
    2020-01-01 buy           -100 USD +1 ABC in his #b1
    2021-01-01 buy           -150 USD +1 ABC in his #b2
    2022-01-01 gift_given    -1 ABC carried in his #g1
    2022-01-05 gift_given    -1 ABC carried in his #g2
    2022-01-05 gift_received +1 ABC carried in hers worth 7 USD #h2
    2022-01-02 gift_received +1 ABC carried in hers worth 7 USD #h1
    """
    books = books_of(text, scope=Scope.ACCOUNT)
    assert open_lots(books) == [("h1", "1", "100"), ("h2", "1", "150")]
    halves = [Half(entry) for entry in read_text(text).entries if entry.carried]
    assert {came[0]: gone[0] for came, gone in pair_gifts(halves).items()} == {
        "h1": "g1", "h2": "g2",
    }  # fmt: skip


def test_one_gift_pairs_with_one_receipt():
    text = (
        SPOUSES + "    2022-01-01T12:00:02 gift_received +1 ABC carried in other worth 7 USD #x\n"
    )
    books = books_of(text)
    assert sales(books) == [("2020-01-01", "200", "long")]
    assert ("x", "1", "7") in open_lots(books)


@pytest.mark.parametrize("method", list(Method))
@pytest.mark.parametrize("at", ["2022-01-01", "2022-01-0{}"])
def test_a_chain_of_gifts_carries_through_all_hands(method, at):
    hands = "abcde"
    rows = "".join(
        f"    {at.format(place + 1)} gift_received +1 ABC carried in {taker}\n"
        f"    {at.format(place + 1)} gift_given    -1 ABC carried in {giver}\n"
        for place, (giver, taker) in enumerate(pairwise(hands))
    )
    text = f"""{PRICES}
    2020-01-01 buy  -100 USD +1 ABC in a #b
    {rows}
    2022-02-01 sell -1 ABC +300 USD in e
    """
    books = books_of(text, method=method, scope=Scope.ACCOUNT, track_cash=False)
    assert [(gain, term) for _, gain, term in sales(books)] == [("200", "long")]
    assert given_gain(books) == 0
    assert codes(books) == []
    assert_reconciled(books)


def test_lots_that_arrive_stand_in_line_by_their_dates():
    text = f"""{PRICES}
    2020-01-01 buy           -100 USD +1 ABC in his  #old
    2021-06-01 buy           -200 USD +1 ABC in hers #own
    2021-12-01 buy           -250 USD +1 ABC in his  #new
    2022-01-01 gift_given    -2 ABC carried  in his  #g
    2022-01-02 gift_received +2 ABC carried  in hers #h
    2022-02-01 sell          -1 ABC +300 USD in hers #s1
    2022-02-02 sell          -1 ABC +300 USD in hers #s2
    2022-02-03 sell          -1 ABC +300 USD in hers #s3
    """
    fifo = ["2020-01-01", "2021-06-01", "2021-12-01"]
    for method, order in (
        (Method.FIFO, fifo),
        (Method.LIFO, fifo[::-1]),
        (Method.HIFO, fifo[::-1]),
    ):
        books = books_of(text, method=method, scope=Scope.ACCOUNT)
        assert [acquired for acquired, _, _ in sales(books)] == order
    books = books_of(text, method=Method.AVERAGE, scope=Scope.ACCOUNT)
    # His two at (100 + 250) / 2 each; hers then costs (350 + 200) / 3 a unit.
    assert [(short(one.cost), str(one.term)) for one in books.disposals][2:] == [
        ("183.33333333", "long"), ("183.33333333", "short"), ("183.33333333", "short"),
    ]  # fmt: skip


def test_fees_of_either_half_are_apart():
    text = SPOUSES.replace("-1 ABC carried", "-1 ABC carried fee 6 USD")
    books = books_of(text, track_cash=False)
    assert books.totals.fees_not_in_cost == 6
    assert given_gain(books) == 0
    assert_reconciled(books)


def test_coins_that_were_never_brought_in_are_told_and_carried_for_nothing():
    text = SPOUSES.replace("2020-01-01T12:00:00 buy ", "2022-01-09T12:00:00 buy ")
    books = books_of(text, scope=Scope.ACCOUNT, track_cash=False)
    assert codes(books) == [("missing_acquisition", "g")]
    assert sales(books) == [("2022-01-01", "300", "short")]
    assert_reconciled(books)


def test_gifts_that_go_round_in_a_circle_leave_the_last_unpaired():
    text = f"""{PRICES}
    2022-01-01 gift_given    -1 ABC carried in a #g1
    2022-01-01 gift_received +1 ABC carried in b #h1
    2022-01-01 gift_given    -1 ABC carried in b #g2
    2022-01-01 gift_received +1 ABC carried in a #h2
    """
    books = books_of(text, scope=Scope.ACCOUNT)
    assert_reconciled(books)
    assert [held.quantity for held in books.positions] == []


def test_money_given_has_no_lots_to_carry():
    books = books_of("2022-01-01 gift_received +5 USD carried #h")
    assert (books.cash, codes(books)) == ({"USD": 5}, [])


def test_lots_from_other_books_are_flows_at_market_value_and_keep_date_and_cost():
    ledger = read_text(f"{PRICES}\n    2022-01-01T12:00:01 gift_received +1 ABC carried #h\n")
    (receipt,) = ledger.entries
    acquired = datetime(2020, 1, 1, 12, tzinfo=UTC)
    gifts = Gifts(
        {row_key(receipt): ("g", None)}, {row_key(receipt): receipt},
        {("g", None): (CarriedPart(acquired, Decimal(1), Decimal(100)),)},
    )  # fmt: skip
    books = books_of(
        f"{PRICES}\n    2022-01-01T12:00:01 gift_received +1 ABC carried #h\n", gifts=gifts
    )
    assert [(lot.acquired_at, lot.cost) for lot in books.lots] == [(acquired, 100)]
    assert (books.totals.net_flow, books.totals.unrealised) == (300, 200)
    assert books.totals.carried == -200
    assert books.totals.profit == 0
    assert_reconciled(books)


def test_lots_that_go_to_other_books_are_told_with_them():
    text = SPOUSES.partition("2022-01-01T12:00:01")[0]
    gift = read_text(text).entries[-1]
    gifts = Gifts({("h", None): row_key(gift)}, {row_key(gift): gift})
    books = books_of(text, gifts=gifts, track_cash=False)
    acquired = datetime(2020, 1, 1, 12, tzinfo=UTC)
    assert books.gifts == (("g", "ABC", acquired, Decimal(1), Decimal(100)),)
    # 100 came in and 300 went out, none of it a realised gain.
    assert (books.totals.net_flow, books.totals.realised, books.totals.carried) == (-200, 0, 200)
    assert books.totals.profit == 200
    assert_reconciled(books)
    assert residuals_of(books, last_day=None) == []


@st.composite
def gift_ledgers(draw) -> list[Entry]:
    """Purchases, carried gifts, splits and sales over some days, instants shared."""
    start, rows = datetime(2022, 1, 1, tzinfo=UTC), []
    for place in range(draw(st.integers(2, 14))):
        kind = draw(
            st.sampled_from(["buy", "gift_given", "gift_given", "gift_received", "split", "sell"])
        )
        units = Leg("ABC", draw(st.sampled_from([Decimal(1), Decimal("0.5")])))
        money = Leg("USD", Decimal(draw(st.integers(1, 500))))
        legs = {
            "buy": {"sent": money, "received": units},
            "sell": {"sent": units, "received": money},
            "gift_given": {"sent": units},
            "gift_received": {"received": units},
            "split": {"sent": units, "received": Leg("ABC", units.quantity * 2)},
        }[kind]
        rows.append(
            Entry(
                id=str(place),
                type=TransactionType(kind),
                account=draw(st.sampled_from("abc")),
                at=start + timedelta(hours=12 * draw(st.integers(0, 12))),
                order=place,
                line=place,
                carried=kind.startswith("gift"),
                **legs,
            )
        )
    return rows


@settings(max_examples=150, deadline=None)
@given(gift_ledgers(), st.sampled_from(EVERY_WAY), st.booleans())
def test_any_ledger_with_carried_gifts_adds_up(rows, way, cash):
    prices = read_text(PRICES).prices
    method, scope = way
    books = book(rows, prices=prices, fiat={"USD"}, method=method, scope=scope, track_cash=cash)
    days = daily_values(books, prices=prices)
    assert residuals_of(books, last_day=days[-1]) == []
    assert abs(books.totals.carried) < Decimal("1e-25")
    given = {part.transaction for part in books.gifts if part.cost is not None}
    assert not any(one.gain for one in books.disposals if one.transaction in given)
