"""Rows of one instant whose order stands: books of some coins agree with the whole books."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from portfolios.accounting.core.entries import Entry, Leg
from portfolios.accounting.core.types import Method, Scope, TransactionType
from portfolios.accounting.order.ordering import Standing
from tests.ledger import book, books_of, codes, read_text, short

START = datetime(2024, 1, 1, tzinfo=UTC)
AFTER = START + timedelta(days=99)
COINS = ("A", "B", "C", "D")
KINDS = TransactionType


def ledger_of(seed: int) -> list[Entry]:
    """Swaps and transfers, most of them at a few instants, of coins that are seldom there."""
    random, rows = Random(seed), []
    for place in range(random.randint(6, 18)):
        one, other = random.sample(COINS, 2)
        account, target = random.sample("xy", 2)
        sent, received = (Leg(coin, Decimal(random.randint(1, 3))) for coin in (one, other))
        kind = random.choice((KINDS.SWAP, KINDS.SWAP, KINDS.TRANSFER, KINDS.DEPOSIT))
        legs = {"sent": sent, "received": received, "net_worth": Leg("USD", Decimal(place + 1))}
        if kind is KINDS.TRANSFER:
            legs = {"sent": sent, "to_account": target}
        elif kind is KINDS.DEPOSIT:
            legs = {"received": received, "net_worth": Leg("USD", Decimal(place + 1))}
        at = START + timedelta(days=random.randint(0, 2))
        rows.append(Entry(place, kind, account, at, order=place, **legs))
    return rows


def told(books) -> list[tuple[str, str]]:
    """The problems of the rows; none of these coins has a price."""
    return [one for one in codes(books) if one[0] != "missing_price"]


@pytest.mark.parametrize("scope", list(Scope))
def test_books_of_some_coins_take_the_order_that_all_coins_gave(scope):
    prices, reordered = read_text("").prices, 0
    for seed in range(60):
        rows, coins = ledger_of(seed), set(Random(-seed).sample(COINS, 2))
        chosen = {"prices": prices, "scope": scope, "method": Method.LIFO}
        whole = book(rows, **chosen)
        part = book(rows, only=coins, standing=Standing(whole.orders, until=AFTER), **chosen)
        reordered += len(whole.orders)
        for name in ("lots", "disposals", "positions", "balances", "fees"):
            kept = [one for one in getattr(part, name) if one.asset in coins]
            assert kept == [one for one in getattr(whole, name) if one.asset in coins], (seed, name)
    assert reordered > 30


def test_an_order_that_stands_is_not_worked_out_anew():
    """Worked out, the swap that brings the coin would go first."""
    rows = """
    2024-01-01 deposit +10 A worth 1 USD
    2024-01-02 swap -5 B +1 C worth 1 USD #taker
    2024-01-02 swap -10 A +5 B worth 1 USD #bringer
    """
    at = START + timedelta(days=1)
    assert told(books_of(rows)) == []
    for until, missing in ((AFTER, [("missing_acquisition", "taker")]), (START, [])):
        standing = Standing({at: ("taker", "bringer")}, until=until)
        assert told(books_of(rows, standing=standing)) == missing


def test_rows_that_an_order_does_not_name_stand_as_they_were_entered():
    rows = """
    2024-01-01 deposit +9 A worth 1 USD
    2024-01-02 swap -5 A +1 C worth 50 USD #first
    2024-01-02 swap -4 A +5 B worth 40 USD #second
    """
    books = books_of(rows, standing=Standing({}, until=AFTER))
    assert [one.transaction for one in books.disposals] == ["first", "second"]
    assert books.orders == {}


@pytest.mark.parametrize("arrives", ["", "+0.5 A"])
def test_a_transfer_to_nowhere_takes_part_for_what_was_lost_alone(arrives):
    """It waits for the coin that its loss takes, and for nothing where nothing was lost."""
    books = books_of(
        f"""
        2024-01-01 transfer -1 A {arrives} #away
        2024-01-01 swap -1 B +1 A worth 9 USD #bringer
        2023-12-01 deposit +1 B worth 9 USD
        """,
        scope=Scope.ACCOUNT,
    )
    assert told(books) == [("unmatched_transfer", "away")]
    held = {one.asset: short(one.quantity) for one in books.balances}
    assert held == {"A": "0.5" if arrives else "1"}
