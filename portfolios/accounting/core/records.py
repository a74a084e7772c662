"""What the books hold: frozen records, all amounts in the books' currency unless said.

Those that a long ledger makes by the hundred thousand are named tuples: a frozen dataclass takes
ten times as long to make.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from markets.numbers import ZERO, exact
from markets.wording import as_column
from portfolios.accounting.core.gifts import GiftPart
from portfolios.accounting.core.types import (
    FigureProblem,
    Method,
    ProblemCode,
    Scope,
    Term,
    TransactionType,
)

# A named tuple's own constructor is a Python function; this one takes a third of its time.
new_record = tuple.__new__


class Lot(NamedTuple):
    """Units acquired together. `cost` is that of `remaining`; `unit_cost` includes fees.

    `account` is None where lots are pooled for the whole portfolio. `transaction` is the entry
    that acquired it, through all transfers and splits since. `closed_at` is when its last
    unit went, to whomever, or None.
    """

    asset: Hashable
    account: Hashable | None
    acquired_at: datetime
    quantity: Decimal
    remaining: Decimal
    unit_cost: Decimal
    cost: Decimal
    transaction: Hashable
    closed_at: datetime | None = None


class Disposal(NamedTuple):
    """A part of a lot that was closed: gain = proceeds − cost.

    `account` is the one it left, under either scope; `type` is `fee` for a fee paid in coins.
    `acquired_at` and `acquired_by` are None under average cost and for money, which has no lots.
    """

    asset: Hashable
    account: Hashable
    type: TransactionType
    acquired_at: datetime | None
    disposed_at: datetime
    quantity: Decimal
    cost: Decimal
    proceeds: Decimal
    gain: Decimal
    term: Term | None
    transaction: Hashable
    acquired_by: Hashable | None


class Income(NamedTuple):
    """A reward at its market value on the day it came."""

    at: datetime
    day: date
    type: TransactionType
    asset: Hashable
    account: Hashable
    quantity: Decimal
    value: Decimal
    transaction: Hashable


class Fee(NamedTuple):
    """A fee at its market value; `in_cost` where a cost or proceeds already hold it."""

    at: datetime
    day: date
    asset: Hashable
    account: Hashable
    quantity: Decimal
    value: Decimal
    in_cost: bool
    transaction: Hashable


@dataclass(frozen=True, slots=True)
class Position:
    """What is held of an asset; price, value and unrealised are None where it has no price."""

    asset: Hashable
    account: Hashable | None
    quantity: Decimal
    cost: Decimal
    average_cost: Decimal
    price: Decimal | None
    value: Decimal | None
    unrealised: Decimal | None


@dataclass(frozen=True, slots=True)
class Balance:
    """Units of an asset (coin, or money where it is tracked) in one account."""

    account: Hashable
    asset: Hashable
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Debt:
    """Units still owed; `cost` is their value when they were borrowed."""

    asset: Hashable
    account: Hashable
    borrowed_at: datetime
    quantity: Decimal
    cost: Decimal
    transaction: Hashable


@dataclass(frozen=True, slots=True)
class Flow:
    """What came into and went out of the portfolio on one local day, both ≥ 0."""

    day: date
    inflow: Decimal
    outflow: Decimal


class Move(NamedTuple):
    """Units that changed accounts on a local day."""

    day: date
    asset: Hashable
    account: Hashable
    to_account: Hashable
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of the ledger or its prices, and the entry that shows it (None: none does).

    `quantity` is what is missing of `asset`, or what of it has no value, where that is known.
    `holders` are the accounts that held what `account` lacked, with their units, the largest first.
    """

    code: ProblemCode | FigureProblem
    message: str
    transaction: Hashable | None = None
    line: int | None = None
    asset: Hashable | None = None
    account: Hashable | None = None
    quantity: Decimal | None = None
    holders: tuple[tuple[Hashable, Decimal], ...] = ()

    @property
    def stored_message(self) -> str:
        """The message for a column of text, from which each reader gets it in their language."""
        return as_column(self.message)

    @property
    def holder_accounts(self) -> tuple[Hashable, ...]:
        """The accounts among the holders."""
        return tuple(account for account, _ in self.holders)

    @property
    def holder_units(self) -> tuple[Decimal, ...]:
        """What each of them held."""
        return tuple(units for _, units in self.holders)


@dataclass(frozen=True, slots=True)
class Totals:
    """value = cost + unrealised; value − net_flow = profit.

    `cost` and `value` are net of debts and, where cash is tracked, with cash. `carried` is the
    unrealised profit that went with gifts to other books, less what came from them: 0 where both
    halves of each are booked here.
    """

    value: Decimal
    cost: Decimal
    realised: Decimal
    unrealised: Decimal
    income: Decimal
    fees: Decimal
    net_flow: Decimal
    fees_not_in_cost: Decimal
    carried: Decimal = ZERO

    @property
    def profit(self) -> Decimal:
        """Total profit: realised + unrealised + income − fees not in cost + carried."""
        earned = (self.realised, self.unrealised, self.income, self.carried)
        with exact():
            return sum(earned, ZERO) - self.fees_not_in_cost


@dataclass(frozen=True, slots=True)
class Books:
    """The whole result of booking a ledger.

    `first` and `as_of` are the first and last local day (None: an empty ledger), `rows` is how many
    rows were booked. `cash` maps a currency to units over all accounts, `cash_cost` to what they
    cost.

    `changes` maps (account, asset) to its net change in units (debts counted negative) by local
    day, in order of days: the input of the daily values. `capital` maps the same to what was put
    in less what was taken out, as valued by the rows; over all holdings it is a day's net flow.
    `moves` between accounts are in neither's capital. `orders` has, by instant, the ids of its
    exchanges as they were booked, where that is not the order in which they were entered. `carried`
    maps the holdings of `changes` to their part of the total; `gifts` are what other books may need
    of carried gifts.
    """

    currency: Hashable
    method: Method
    scope: Scope
    first: date | None
    as_of: date | None
    rows: int
    positions: tuple[Position, ...]
    lots: tuple[Lot, ...]
    disposals: tuple[Disposal, ...]
    income: tuple[Income, ...]
    fees: tuple[Fee, ...]
    balances: tuple[Balance, ...]
    debts: tuple[Debt, ...]
    cash: Mapping[Hashable, Decimal]
    cash_cost: Mapping[Hashable, Decimal]
    totals: Totals
    flows: tuple[Flow, ...]
    changes: Mapping[tuple[Hashable, Hashable], Mapping[date, Decimal]]
    capital: Mapping[tuple[Hashable, Hashable], Mapping[date, Decimal]]
    moves: tuple[Move, ...]
    problems: tuple[Problem, ...]
    orders: Mapping[datetime, tuple[Hashable, ...]]
    carried: Mapping[tuple[Hashable, Hashable], Decimal]
    gifts: tuple[GiftPart, ...]
