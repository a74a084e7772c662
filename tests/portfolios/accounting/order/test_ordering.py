"""The order of one instant's rows: cases by hand, and its definition spelled out."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import permutations
from random import Random

import pytest

from portfolios.accounting.core.entries import Entry, Leg, in_entry_order
from portfolios.accounting.core.types import Scope, TransactionType
from portfolios.accounting.prices.prices import PriceTable
from tests.ledger import FIAT, book, books_of, codes, gains, open_lots, short

AT = datetime(2024, 1, 2, tzinfo=UTC)
HELD = """
2024-01-01 price BTC 1000 USD
2024-01-01 price ETH 100 USD
2024-01-01 price LTC 50 USD
2024-01-01 price BNB 10 USD
2024-01-01 price USDT 1 USD
"""


def balances(books) -> list[tuple[str, str, str]]:
    return [
        (held.account, held.asset, short(held.quantity))
        for held in books.balances
        if held.asset not in FIAT
    ]


@pytest.fixture(params=list(Scope))
def scope(request):
    return request.param


def test_a_chain_of_exchanges_listed_newest_first_invents_nothing(scope):
    books = books_of(
        f"""{HELD}
        2024-01-02 swap -10 ETH +20 LTC
        2024-01-02 swap -1 BTC +10 ETH
        2024-01-02 buy -1000 USD +1 BTC
        """,
        track_cash=False,
        scope=scope,
    )
    assert codes(books) == []
    assert balances(books) == [("main", "LTC", "20")]
    assert short(books.totals.realised) == "0"


def test_a_purchase_paid_in_a_coin_waits_for_the_sale_that_brings_it(scope):
    books = books_of(
        f"""{HELD}
        2024-01-01 buy -4000 USD +1 BTC
        2024-01-02 buy -4000 USDT +10 ETH
        2024-01-02 sell -1 BTC +4000 USDT
        """,
        track_cash=False,
        scope=scope,
    )
    assert codes(books) == []
    assert balances(books) == [("main", "ETH", "10")]
    assert open_lots(books) == [("2", "10", "4000")] or short(books.positions[0].cost) == "1000"


def test_reverse_entry_order_serves_where_entry_order_takes_too_soon(scope):
    books = books_of(
        f"""{HELD}
        2024-01-01 buy -1000 USD +1 BTC in Main
        2024-01-02 transfer -1 BTC in Main to Cold
        2024-01-02 swap -39000 USDT +1 BTC in Main
        2024-01-02 swap -1 BTC +40000 USDT in Main
        """,
        track_cash=False,
        scope=scope,
    )
    assert codes(books) == []
    assert balances(books) == [("Cold", "BTC", "1"), ("Main", "USDT", "1000")]


def test_only_the_coin_that_nobody_brings_is_missing(scope):
    books = books_of(
        f"""{HELD}
        2024-01-02 swap -1 BTC +10 ETH
        2024-01-02 swap -5 LTC +1 BTC
        """,
        track_cash=False,
        scope=scope,
    )
    assert [(p.code, p.asset) for p in books.problems] == [("missing_acquisition", "LTC")]


def test_a_fee_coin_that_arrives_on_a_later_line_is_there(scope):
    books = books_of(
        f"""{HELD}
        2024-01-01 buy -1000 USD +1 BTC
        2024-01-02 buy -100 USD +1 ETH fee 0.1 BNB
        2024-01-02 swap -0.1 BTC +1 BNB
        """,
        track_cash=False,
        scope=scope,
    )
    assert codes(books) == []
    assert balances(books) == [("main", "BNB", "0.9"), ("main", "BTC", "0.9"), ("main", "ETH", "1")]


def test_what_a_row_brings_pays_its_own_fee(scope):
    books = books_of(
        f"""{HELD}
        2024-01-02 swap -0.5 ETH +5 LTC
        2024-01-02 buy -1000 USD +1 ETH fee 0.5 ETH
        """,
        track_cash=False,
        scope=scope,
    )
    assert codes(books) == []


def test_transfers_over_several_hops_may_be_listed_newest_first(scope):
    books = books_of(
        f"""{HELD}
        2024-01-01 buy -1000 USD +1 BTC in a
        2024-01-02 sell -1 BTC +1200 USD in d
        2024-01-02 transfer -1 BTC in c to d
        2024-01-02 transfer -1 BTC in b to c
        2024-01-02 transfer -1 BTC in a to b
        """,
        track_cash=False,
        scope=scope,
    )
    assert codes(books) == []
    assert gains(books) == [("1", "1000", "1200")]


def test_an_order_that_neither_direction_finds_is_searched_for():
    # Forward spends the dollar coin on ETH, backward the ETH on BNB; the whole order is 2, 3, 1, 4.
    text = f"""{HELD}
        2024-01-01 deposit +1 USDT
        2024-01-02 swap -1 USDT +1 ETH
        2024-01-02 swap -1 USDT +1 BTC
        2024-01-02 swap -1 BTC +2 USDT
        2024-01-02 swap -1 USDT +1 LTC
        2024-01-02 swap -1 LTC +0.1 BNB
        """
    assert codes(books_of(text, track_cash=False)) == []


def test_borrowed_money_is_there_to_be_repaid_at_the_same_instant():
    books = books_of(
        """
        2024-01-02 repay -100 USD
        2024-01-02 borrow +100 USD
        """
    )
    assert codes(books) == []


def test_a_file_that_begins_with_its_newest_row_is_entered_from_its_end():
    rows = [
        Entry("b", TransactionType.DEPOSIT, "a", AT, order=1),
        Entry("a", TransactionType.DEPOSIT, "a", AT.replace(day=1), order=2),
    ]
    assert [row.order for row in in_entry_order(rows)] == [-1, -2]
    assert [row.order for row in in_entry_order(rows[::-1])] == [2, 1]
    assert in_entry_order([]) == []


# --- the definition, spelled out ------------------------------------------------------------------

COINS = ("A", "B", "C", "D")
ACCOUNTS = ("x", "y")


def leg_of(random: Random, *, other: str = "") -> Leg:
    asset = random.choice([coin for coin in COINS if coin != other])
    return Leg(asset, Decimal(random.randint(1, 4)))


def exchanges(random: Random, most: int) -> list[Entry]:
    """Rows of one instant that mostly need each other's coins."""
    rows = []
    for place in range(random.randint(2, most)):
        kind = random.choice(("swap", "swap", "swap", "transfer", "split", "buy"))
        account, other = random.sample(ACCOUNTS, 2)
        sent, fee = leg_of(random), leg_of(random) if random.random() < 1 / 3 else None
        received = leg_of(random, other="" if kind == "split" else sent.asset)
        if kind == "transfer":
            share = Decimal(random.choice(("1", "0.5")))
            received = sent._replace(quantity=sent.quantity * share)
        if kind == "buy":  # an exchange by its fee alone
            sent, fee = Leg("USD", Decimal(1)), leg_of(random)
        rows.append(
            Entry(
                str(place), TransactionType(kind), account, AT, sent=sent, received=received,
                fee=fee, to_account=other if kind == "transfer" else None, order=place,
            )
        )  # fmt: skip
    return rows


def holdings(random: Random) -> dict:
    keys = [(account, coin) for account in ACCOUNTS for coin in COINS]
    return {key: Decimal(random.randint(1, 4)) for key in random.sample(keys, random.randint(0, 4))}


def steps_of(row: Entry) -> list[tuple[tuple[str, str], Decimal]]:
    """What a row does to balances, in the order in which it does it."""
    steps = []
    target = row.to_account or row.account
    if row.sent.asset not in FIAT:
        steps.append(((row.account, row.sent.asset), -row.sent.quantity))
    steps.append(((target, row.received.asset), row.received.quantity))
    if row.fee:
        steps.append(((row.account, row.fee.asset), -row.fee.quantity))
    return steps


def missing(row: Entry, held: dict) -> dict:
    """How much of which coins a row would be short of."""
    held, short_of = dict(held), defaultdict(Decimal)
    for key, change in steps_of(row):
        held[key] = held.get(key, 0) + change
        if held[key] < 0:
            short_of[key] -= held[key]
            held[key] = Decimal(0)
    return short_of


def after(row: Entry, held: dict) -> dict:
    then = dict(held)
    for key, units in missing(row, held).items():
        then[key] = then.get(key, 0) + units
    for key, change in steps_of(row):
        then[key] = then.get(key, 0) + change
    return then


def gaps_of(order: Sequence[Entry], held: dict) -> int:
    gaps = 0
    for row in order:
        gaps += len(missing(row, held))
        held = after(row, held)
    return gaps


def brings(row: Entry):
    return row.to_account or row.account, row.received.asset


def greedy(rows: list[Entry], held: dict) -> list[Entry]:
    left, order = list(rows), []
    while left:
        lacks = [missing(row, held) for row in left]
        turns = [row for row, lack in zip(left, lacks, strict=True) if not lack]
        turns += [
            row
            for row, lack in zip(left, lacks, strict=True)
            if not set(lack) & {brings(other) for other in left if other is not row}
        ]
        row = (turns or left)[0]
        left.remove(row)
        order.append(row)
        held = after(row, held)
    return order


def defined_order(rows: list[Entry], held: dict) -> list[str]:
    takers = [row for row in rows if missing(row, {})]
    first = [row for row in rows if row not in takers]
    for row in first:
        held = after(row, held)
    forward, backward = greedy(takers, held), greedy(takers[::-1], held)
    candidates = [forward, backward, *permutations(takers)]
    found = next((one for one in candidates if not gaps_of(one, held)), None)
    if found is None:
        found = backward if gaps_of(backward, held) < gaps_of(forward, held) else forward
    return [row.id for row in (*first, *found)]


def booked_order(rows: list[Entry], held: dict) -> list[str]:
    deposits = [
        Entry(f"d{place}", TransactionType.DEPOSIT, account, AT.replace(day=1), order=place,
              received=Leg(asset, units))
        for place, ((account, asset), units) in enumerate(held.items())
    ]  # fmt: skip
    books = book([*deposits, *rows], prices=PriceTable([]), scope=Scope.ACCOUNT)
    takers = [row.id for row in rows if missing(row, {})]
    booked = books.orders.get(AT, takers)
    assert sorted(booked, key=int) == takers
    return [row.id for row in rows if row.id not in takers] + list(booked)


def test_rows_are_booked_in_the_order_that_the_definition_gives():
    for seed in range(400):
        random = Random(seed)
        rows, held = exchanges(random, 6), holdings(random)
        assert booked_order(rows, held) == defined_order(rows, held), seed


def test_many_rows_take_their_turns_as_the_definition_says():
    compared = 0
    for seed in range(150):
        random = Random(seed)
        rows, held = exchanges(random, 40), holdings(random)
        takers = [row for row in rows if missing(row, {})]
        if len(takers) <= 12:
            continue
        compared += 1
        there = held
        for row in rows:
            if row not in takers:
                there = after(row, there)
        ways = [greedy(takers, there), greedy(takers[::-1], there)]
        gaps = [gaps_of(way, there) for way in ways]
        expected = [row.id for row in ways[gaps[1] < gaps[0]]]
        assert booked_order(rows, held)[-len(takers) :] == expected, seed
    assert compared > 80
