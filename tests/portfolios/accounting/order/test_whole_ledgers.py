"""Ledgers in which nothing is missing, however their file lists them: nothing is invented."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolios.accounting.core.entries import Entry, Leg, in_entry_order
from portfolios.accounting.core.records import Books
from portfolios.accounting.core.types import Method, Scope, TransactionType
from portfolios.accounting.order.waiting import Turns
from portfolios.accounting.prices.prices import PriceTable
from tests.ledger import book

START = datetime(2024, 1, 1, tzinfo=UTC)
COINS = ("A", "B", "C", "D")
ACCOUNTS = ("x", "y", "z")
KINDS = TransactionType


class Writer:
    """Writes rows that are covered when they come, and keeps count of what is held."""

    def __init__(self, random: Random) -> None:
        self.random, self.held, self.rows = random, defaultdict(Decimal), []

    def write(self, kind: TransactionType, account: str, at: datetime, **legs) -> None:
        self.rows.append(Entry("", kind, account, at, **legs))

    def part(self) -> tuple[str, Leg] | None:
        """Some of what some account holds, and the account."""
        held = sorted(key for key, units in self.held.items() if units)
        if not held:
            return None
        account, asset = self.random.choice(held)
        whole = self.held[account, asset]
        units = self.random.choice((whole, whole, (whole / 2).quantize(Decimal("0.1")) or whole))
        self.held[account, asset] -= units
        return account, Leg(asset, units)

    def bring(self, account: str, leg: Leg) -> Leg:
        self.held[account, leg.asset] += leg.quantity
        return leg

    def leg(self) -> Leg:
        return Leg(self.random.choice(COINS), Decimal(self.random.randint(1, 50)) / 10)

    def bring_in(self, at: datetime) -> None:
        account = self.random.choice(ACCOUNTS)
        leg = self.bring(account, self.leg())
        self.write(KINDS.BUY, account, at, sent=Leg("USD", Decimal(9)), received=leg)

    def take_out(self, at: datetime) -> None:
        if found := self.part():
            account, sent = found
            self.write(KINDS.SELL, account, at, sent=sent, received=Leg("USD", Decimal(9)))

    def exchange(self, at: datetime) -> None:
        found = self.part()
        if found is None:
            return
        account, sent = found
        kind = self.random.choice((KINDS.SWAP, KINDS.SWAP, KINDS.SELL, KINDS.BUY, KINDS.TRANSFER))
        fee = None
        if kind is KINDS.TRANSFER:
            to_account = self.random.choice([one for one in ACCOUNTS if one != account])
            received = self.bring(to_account, sent)
        else:
            to_account, received = None, self.leg()
            while received.asset == sent.asset:
                received = self.leg()
            self.bring(account, received)
            fee = self.fee(account)
        legs = {"sent": sent, "received": received, "fee": fee, "to_account": to_account}
        self.write(kind, account, at, **legs)

    def fee(self, account: str) -> Leg | None:
        paid = [key[1] for key, units in self.held.items() if key[0] == account and units >= 1]
        if not paid or self.random.random() < 0.6:
            return None
        asset = self.random.choice(sorted(paid))
        self.held[account, asset] -= Decimal("0.1")
        return Leg(asset, Decimal("0.1"))


def whole_ledger(seed: int, *, most: int) -> list[Entry]:
    """Rows of some days, each with up to `most` exchanges at one to three instants."""
    random = Random(seed)
    writer = Writer(random)
    for day in range(random.randint(1, 4)):
        instants = [START + timedelta(days=day, seconds=n) for n in range(random.randint(1, 3))]
        left = random.randint(2, most)
        for at in instants:
            for _ in range(random.randint(1, 3)):
                writer.bring_in(at)
            here = left if at == instants[-1] else random.randint(0, left)
            left -= here
            for _ in range(here):
                writer.exchange(at)
            for _ in range(random.randint(0, 2)):
                writer.take_out(at)
    return [row._replace(id=f"r{number}") for number, row in enumerate(writer.rows)]


def cut_to_dates(rows: list[Entry]) -> list[Entry]:
    return [row._replace(at=row.at.replace(hour=0, minute=0, second=0)) for row in rows]


def shuffled_within_instants(rows: list[Entry], random: Random) -> list[Entry]:
    return sorted(random.sample(rows, len(rows)), key=lambda row: row.at)


def booked(file: list[Entry], **options) -> Books:
    """The books of a file that lists rows so."""
    rows = [row._replace(order=line, line=line) for line, row in enumerate(file, start=2)]
    return book(in_entry_order(rows), prices=PriceTable([]), track_cash=False, **options)


def assert_whole(file: list[Entry], held: tuple, **options) -> None:
    books = booked(file, **options)
    codes = Counter(problem.code.value for problem in books.problems)
    assert not codes["missing_acquisition"]
    assert not codes["account_overdrawn"]
    assert tuple(one for one in books.balances if one.asset in COINS) == held


options = st.fixed_dictionaries(
    {"method": st.sampled_from(list(Method)), "scope": st.sampled_from(list(Scope))}
)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), options)
def test_up_to_twelve_exchanges_an_instant_may_be_listed_in_any_order(seed, chosen):
    rows = whole_ledger(seed, most=12)
    held, random = booked(rows, **chosen).balances, Random(seed)
    for listed in (rows, cut_to_dates(rows)):
        assert_whole(listed, held, **chosen)
        assert_whole(listed[::-1], held, **chosen)
        shuffled = shuffled_within_instants(listed, random)
        assert_whole(shuffled, held, **chosen)
        assert_whole(shuffled[::-1], held, **chosen)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), options)
def test_any_number_may_be_listed_oldest_or_newest_first(seed, chosen):
    rows = whole_ledger(seed, most=60)
    held = booked(rows, **chosen).balances
    for listed in (rows, cut_to_dates(rows)):
        assert_whole(listed, held, **chosen)
        assert_whole(listed[::-1], held, **chosen)


@pytest.mark.parametrize("fee", [None, Leg("BNB", Decimal("0.001"))], ids=["no fee", "fee coin"])
def test_looks_grow_with_the_rows_and_not_with_their_square(fee, monkeypatch):
    looks = Counter()
    take = Turns.__init__

    def counting(self, effects, *, units):
        def look(key):
            looks[len(effects)] += 1
            return units(key)

        take(self, effects, units=look)

    monkeypatch.setattr(Turns, "__init__", counting)
    for size in (200, 2000):
        # All purchases before all sales, each of which one purchase waits for.
        buys = [("USDT", Decimal(n % 7 + 1), "ETH", Decimal(1)) for n in range(size)]
        rows = [
            Entry(f"{n}", KINDS.SWAP, "x", START, sent=Leg(*pays), received=Leg(*gets), fee=fee)
            for n, (*pays, asset, units) in enumerate(buys)
            for pays, gets in [(pays, (asset, units))]
        ]
        rows += [
            row._replace(id=f"s{row.id}", sent=row.received, received=row.sent) for row in rows
        ]
        first = [("ETH", 1), ("BNB", 1000)]
        opening = [
            Entry(asset, KINDS.DEPOSIT, "x", START - timedelta(1), received=Leg(asset, Decimal(n)))
            for asset, n in first
        ]
        codes = {problem.code.value for problem in booked([*opening, *rows]).problems}
        assert "missing_acquisition" not in codes
    few, many = (looks[2 * size] for size in (200, 2000))
    assert 0 < many < 20 * few
