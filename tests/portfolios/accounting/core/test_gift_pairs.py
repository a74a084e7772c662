"""Which rows are one gift, and which rows its lots can come from."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from portfolios.accounting.booking import books as booking
from portfolios.accounting.core.entries import Entry, Leg
from portfolios.accounting.core.gift_pairs import (
    WITHIN,
    Half,
    gifts_among,
    pair_gifts,
    touching_gifts,
)
from portfolios.accounting.core.types import Method, Scope, TransactionType
from tests.ledger import FIAT, book, read_text

START = datetime(2024, 1, 1, tzinfo=UTC)
KINDS = TransactionType
GIFT = """
2024-01-01 buy -100 USD +1 ABC in his
2024-02-01 gift_given -1 ABC carried in his #gift
2024-02-01 gift_received +1 ABC carried in hers #receipt
"""


def touching(rows: str) -> set[str]:
    """The rows, beside the gift's own, that its lots can come from."""
    entries = sorted(read_text(GIFT + rows).entries, key=lambda entry: entry.at)
    gifts = gifts_among(entries, is_fiat=FIAT.__contains__)
    found = touching_gifts(entries, gifts, is_fiat=FIAT.__contains__)
    return {entry.id for entry in found} - {"1", "gift", "receipt"}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ("2024-01-05 sell -1 ABC +9 USD #one", {"one"}),
        ("2024-01-05 buy -9 USD +1 DEF #one", set()),
        ("2024-01-05 swap -1 DEF +1 ABC #one", {"one"}),
        ("2024-01-05 deposit +5 USD fee 0.1 ABC #one", {"one"}),
        # What a coin was before it became another has its lots.
        ("2024-01-05 split -1 OLD +10 ABC #one\n2024-01-03 buy -9 USD +1 OLD #two", {"one", "two"}),
        ("2024-01-05 split -1 ABC +10 NEW #one\n2024-01-09 sell -1 NEW +9 USD #two",
         {"one", "two"}),
        ("2024-01-04 split -1 OLDEST +1 OLD #a\n2024-01-05 split -1 OLD +10 ABC #b", {"a", "b"}),
        # Exchanges of one instant wait for each other's coins.
        ("2024-01-05 swap -1 DEF +1 ABC #a\n2024-01-05 swap -1 GHI +1 DEF #b\n"
         "2024-01-03 buy -9 USD +1 GHI #c", {"a", "b", "c"}),
        ("2024-01-05 swap -1 DEF +1 ABC #a\n2024-01-06 swap -1 GHI +1 DEF #b", {"a"}),
        ("2024-01-05 swap -1 DEF +1 ABC #a\n2024-01-05 deposit +1 GHI #b", {"a"}),
        ("2024-01-05 swap -1 DEF +1 ABC #a\n2024-01-05 buy -9 USD +1 GHI fee 1 DEF #b",
         {"a", "b"}),
        # Money, which everything costs, ties no two coins together.
        ("2024-01-05 buy -9 USD +1 ABC #a\n2024-01-05 sell -1 DEF +9 USD #b", {"a", "b"}),
        ("2024-01-05 sell -1 ABC +9 USD #a\n2024-01-07 sell -1 DEF +9 USD #b", {"a"}),
    ],
)  # fmt: skip
def test_lots_come_from_rows_of_the_coin_and_of_those_it_hangs_together_with(rows, found):
    assert touching(rows) == found


class Hands:
    """A drawn ledger of three people: what they buy, sell, swap, convert and give each other."""

    ACCOUNTS, COINS = ("a", "b", "c"), ("ABC", "DEF", "GHI")

    def __init__(self, seed: int) -> None:
        self.random, self.rows = Random(seed), []
        for _ in range(self.random.randint(4, 12)):
            self.random.choice((self.buy, self.sell, self.swap, self.split, self.give, self.give))()

    def add(self, kind: KINDS, day: int, account: str, **columns) -> None:
        at, place = START + timedelta(days=day), len(self.rows)
        self.rows.append(Entry(place, kind, account, at, order=place, line=place, **columns))

    def day(self) -> int:
        return self.random.choice((1, 2, 2, 3, 3, 3, 9))

    def account(self) -> str:
        return self.random.choice(self.ACCOUNTS)

    def leg(self, coin: str | None = None) -> Leg:
        return Leg(coin or self.random.choice(self.COINS), Decimal(self.random.randint(1, 3)))

    def dollars(self) -> Leg:
        return Leg("USD", Decimal(self.random.randint(1, 90)))

    def buy(self) -> None:
        self.add(KINDS.BUY, 0, self.account(), sent=self.dollars(), received=self.leg())

    def sell(self) -> None:
        self.add(KINDS.SELL, self.day(), self.account(), sent=self.leg(), received=self.dollars())

    def swap(self) -> None:
        one, other = self.random.sample(self.COINS, 2)
        self.add(
            KINDS.SWAP, self.day(), self.account(), sent=self.leg(one), received=self.leg(other),
            net_worth=self.dollars(),
        )  # fmt: skip

    def split(self) -> None:
        one, other = self.random.sample(self.COINS, 2)
        legs = {"sent": self.leg(one), "received": self.leg(other)}
        self.add(KINDS.SPLIT, self.day(), self.account(), **legs)

    def give(self) -> None:
        giver, taker = self.random.sample(self.ACCOUNTS, 2)
        leg = self.leg()
        self.add(KINDS.GIFT_GIVEN, self.day(), giver, sent=leg, carried=True)
        self.add(KINDS.GIFT_RECEIVED, self.day(), taker, received=leg, carried=True)


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("method", [Method.FIFO, Method.HIFO])
def test_a_look_at_the_rows_that_touch_gifts_finds_the_lots_that_all_rows_give(
    monkeypatch, method, scope
):
    for seed in range(25):
        rows = Hands(seed).rows
        chosen = {"prices": read_text("").prices, "method": method, "scope": scope}
        found = book(rows, **chosen)
        with monkeypatch.context() as patched:
            patched.setattr(booking, "touching_gifts", lambda rows, *_, **__: rows)
            whole = book(rows, **chosen)
        assert found == whole, seed


def halves_of(seed: int) -> list[Half]:
    """Gifts and receipts of two coins over a fortnight, in two ledgers."""
    random, halves = Random(seed), []
    for place in range(random.randint(2, 9)):
        is_gift = random.random() < 0.5
        kind = KINDS.GIFT_GIVEN if is_gift else KINDS.GIFT_RECEIVED
        leg = Leg(random.choice(("ABC", "DEF")), Decimal(random.randint(1, 2)))
        at = START + timedelta(hours=random.randint(0, 24 * 14))
        entry = Entry(
            place, kind, random.choice("xy"), at, order=place, line=place,
            **{"sent" if is_gift else "received": leg},
        )  # fmt: skip
        halves.append(Half(entry, random.choice((1, 2))))
    return halves


def nearest(halves: list[Half]) -> list[tuple[Half, Half]]:
    """Again and again the two that are nearest in time, in different places before the same."""
    gifts = [half for half in halves if half.entry.sent]
    receipts = [half for half in halves if half.entry.received]
    pairs = []
    while True:
        fitting = [
            (
                abs(gift.entry.at - one.entry.at),
                (gift.books, gift.entry.account) == (one.books, one.entry.account),
                (gift.entry.at, str(gift.books)),
                (one.entry.at, str(one.books)),
                gift,
                one,
            )
            for gift in gifts
            for one in receipts
            if gift.entry.sent == one.entry.received and abs(gift.entry.at - one.entry.at) <= WITHIN
        ]
        if not fitting:
            return pairs
        *_, gift, receipt = min(fitting, key=lambda found: found[:4])
        gifts.remove(gift)
        receipts.remove(receipt)
        pairs.append((gift, receipt))


def test_the_nearest_gifts_and_receipts_are_pairs():
    """Those that would lead back to themselves apart: only what is given first is compared."""
    compared = 0
    for seed in range(300):
        halves = halves_of(seed)
        pairs = nearest(halves)
        if any(gift.entry.at >= receipt.entry.at for gift, receipt in pairs):
            continue
        compared += len(pairs)
        found = pair_gifts(halves)
        assert found == {
            (receipt.entry.id, receipt.entry.line): (gift.entry.id, gift.entry.line)
            for gift, receipt in pairs
        }, seed
    assert compared > 50


def test_no_chain_of_pairs_leads_back_to_where_it_began():
    """Within a ledger a receipt feeds later gifts from its account, between ledgers any."""
    for seed in range(200):
        random, halves = Random(seed), []
        for place in range(random.randint(1, 4)):
            giver, taker = random.sample("xyz", 2)
            given, came = (START + timedelta(days=random.randint(0, 5)) for _ in range(2))
            leg = Leg("ABC", Decimal(place + 1))
            halves += [
                Half(Entry(f"g{place}", KINDS.GIFT_GIVEN, giver, given, sent=leg), giver),
                Half(Entry(f"r{place}", KINDS.GIFT_RECEIVED, taker, came, received=leg), taker),
            ]
        entries = {half.entry.id: half.entry for half in halves}
        pairs = {gift: receipt for (receipt, _), (gift, _) in pair_gifts(halves).items()}

        def leads_to(gift: str, entries=entries, pairs=pairs) -> list[str]:
            came = entries[pairs[gift]]
            return [
                one for one in pairs
                if entries[one].account == came.account and entries[one].at >= came.at
            ]  # fmt: skip

        for start in pairs:
            seen, waiting = set(), leads_to(start)
            while waiting:
                one = waiting.pop()
                assert one != start, (seed, start)
                if one not in seen:
                    seen.add(one)
                    waiting += leads_to(one)
