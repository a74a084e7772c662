"""A split is a change of units: the books are those of a ledger that was kept in new units."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from portfolios.accounting.core.entries import Entry, Leg
from portfolios.accounting.core.types import Method, ProblemCode, Scope, TransactionType
from portfolios.accounting.prices.prices import PriceTable
from tests.ledger import assert_reconciled, book, books_of, codes, fees, open_lots
from tests.portfolios.accounting.sums import assert_same, summed

START = datetime(2023, 1, 1, tzinfo=UTC)
ACCOUNTS = ("a", "b", "c")
KINDS = TransactionType


class TwoLedgers:
    """The same life of a coin twice: split between its rows, and in units of the end throughout."""

    def __init__(self, seed: int) -> None:
        self.random, self.at = Random(seed), START
        self.held: defaultdict[str, Decimal] = defaultdict(Decimal)
        self.split: list[Entry] = []
        self.plain: list[tuple[Entry, int]] = []  # with how many splits were before it
        self.ratios: list[Decimal] = []
        for _ in range(self.random.randint(1, 2)):
            self._trade(self.random.randint(2, 7))
            self._split(self.random.choice(("2", "10", "0.5", "0.25")))
        self._trade(self.random.randint(1, 6))

    def in_last_units(self) -> list[Entry]:
        return [
            row._replace(
                sent=self._converted(row.sent, since), received=self._converted(row.received, since)
            )
            for row, since in self.plain
        ]

    def to_last_units(self, quantity: Decimal, since: int) -> Decimal:
        for ratio in self.ratios[since:]:
            quantity *= ratio
        return quantity

    def _converted(self, leg: Leg | None, since: int) -> Leg | None:
        if leg is None or leg.asset == "USD":
            return leg
        return leg._replace(quantity=self.to_last_units(leg.quantity, since))

    def _trade(self, count: int) -> None:
        for _ in range(count):
            self.at += timedelta(days=self.random.randint(1, 60))
            holders = [account for account in ACCOUNTS if self.held[account]]
            act = self.random.choice((self._buy, self._buy, self._sell, self._move))
            act(self.random.choice(holders or ACCOUNTS)) if holders else self._buy("a")

    def _add(self, kind: KINDS, account: str, **columns) -> None:
        place = len(self.split)
        row = Entry(place, kind, account, self.at, order=place, **columns)
        self.split.append(row)
        self.plain.append((row, len(self.ratios)))

    def _buy(self, _: str) -> None:
        account, units = self.random.choice(ACCOUNTS), Decimal(self.random.randint(1, 40))
        paid = Leg("USD", Decimal(self.random.randint(1, 9000)) / 100)
        self.held[account] += units
        self._add(KINDS.BUY, account, sent=paid, received=Leg("XYZ", units))

    def _part(self, account: str) -> Leg:
        share = self.random.choice((Decimal(1), Decimal("0.5"), Decimal("0.25")))
        units = self.held[account] * share
        self.held[account] -= units
        return Leg("XYZ", units)

    def _sell(self, account: str) -> None:
        got = Leg("USD", Decimal(self.random.randint(1, 90)))
        self._add(KINDS.SELL, account, sent=self._part(account), received=got)

    def _move(self, account: str) -> None:
        target = self.random.choice([one for one in ACCOUNTS if one != account])
        leg = self._part(account)
        self.held[target] += leg.quantity
        self._add(KINDS.TRANSFER, account, to_account=target, sent=leg, received=leg)

    def _split(self, text: str) -> None:
        """A row for each account that holds some: in one instant, or hours apart."""
        ratio, apart = Decimal(text), self.random.choice((0, 1))
        self.at += timedelta(days=1)
        for account in self.random.sample(ACCOUNTS, 3):
            if old := self.held[account]:
                self.at += timedelta(hours=apart)
                self.held[account] = old * ratio
                legs = {"sent": Leg("XYZ", old), "received": Leg("XYZ", old * ratio)}
                place = len(self.split)
                self.split.append(Entry(place, KINDS.SPLIT, account, self.at, order=place, **legs))
                self.plain.append((None, 0))
        self.plain = [one for one in self.plain if one[0]]
        self.ratios.append(ratio)


def closed_in(books, units_of) -> dict:
    """What each row closed of each lot, in units of the end."""
    return summed(
        ((one.transaction, one.acquired_by, one.term),
         units_of(one.transaction, one.quantity), one.cost, one.proceeds)
        for one in books.disposals
    )  # fmt: skip


def left_in(books) -> dict:
    """What is left of each lot."""
    return summed(((lot.transaction, lot.account), lot.remaining, lot.cost) for lot in books.lots)


@pytest.mark.parametrize("scope", list(Scope))
@pytest.mark.parametrize("method", list(Method))
def test_a_split_is_a_change_of_units_and_of_nothing_else(method, scope):
    for seed in range(25):
        ledgers = TwoLedgers(seed)
        chosen = {
            "prices": PriceTable([]), "method": method, "scope": scope, "track_cash": False,
        }  # fmt: skip
        since = {row.id: count for row, count in ledgers.plain}
        split = book(ledgers.split, **chosen)
        plain = book(ledgers.in_last_units(), **chosen)

        def in_last_units(row, units, ledgers=ledgers, since=since):
            return ledgers.to_last_units(units, since[row])

        closed = closed_in(split, in_last_units)
        assert_same(closed, closed_in(plain, lambda _, units: units), case=seed)
        assert_same(left_in(split), left_in(plain), case=seed)
        gaps = [one for one in split.problems if one.code is ProblemCode.MISSING_ACQUISITION]
        assert gaps == [], seed


@pytest.mark.parametrize("scope", list(Scope))
def test_units_that_round_to_nothing_leave_their_cost_to_the_largest_part(scope):
    books = books_of(
        """
        2024-01-01 buy -5 USD +0.000000000000000001 XYZ #dust
        2024-01-02 buy -100 USD +1000000000000000 XYZ   #rest
        2024-01-03 split -1000000000000000.000000000000000001 XYZ +0.001 XYZ
        2024-01-04 sell -0.001 XYZ +200 USD
        """,
        track_cash=False,
        scope=scope,
    )
    assert [one.acquired_by for one in books.disposals] == ["rest"]
    assert sum(one.cost for one in books.disposals) == 105
    assert open_lots(books) == []
    assert_reconciled(books)


def test_a_split_of_more_than_is_held_turns_what_is_missing_too():
    books = books_of(
        """
        2024-01-01 buy -100 USD +10 XYZ #b
        2024-01-03 split -12 XYZ +24 XYZ #s
        2024-01-01 price XYZ 5 USD
        """,
        track_cash=False,
    )
    assert open_lots(books) == [("b", "20", "100"), ("s", "4", "0")]
    assert codes(books) == [("missing_acquisition", "s")]
    assert_reconciled(books)


@pytest.mark.parametrize("track_cash", [True, False])
def test_money_that_gets_another_name_is_neither_gain_nor_flow(track_cash):
    books = books_of(
        """
        2023-01-01 deposit +75.345 HRK
        2023-01-02 split -75.345 HRK +10 EUR fee 1 EUR
        2023-01-01 price HRK 0.1 USD
        2023-01-01 price EUR 2 USD
        """,
        track_cash=track_cash,
        fiat={"USD", "EUR", "HRK"},
    )
    assert fees(books) == [("EUR", "1", "2", False)]
    assert books.disposals == ()
    # Valued as received, 20 dollars: 7.5345 came in, so 12.4655 is unrealised, less the fee.
    assert_reconciled(books)
    if track_cash:
        assert {code: str(units) for code, units in books.cash.items()} == {
            "EUR": "9", "HRK": "0.000",
        }  # fmt: skip
        assert books.totals.value == 18
        assert books.totals.net_flow == Decimal("7.5345")
