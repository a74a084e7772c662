"""A row of the table of positions, and the sums of rows."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import NamedTuple

from markets.numbers import ZERO
from portfolios.selectors.books.holdings import CostFigures, HeldAsset
from portfolios.selectors.positions.parts import Part


class Gain(NamedTuple):
    """What was gained in a period, net of flows, and as a fraction; None where it is unknown."""

    amount: Decimal | None = None
    share: Decimal | float | None = None


@dataclass(frozen=True, slots=True)
class PositionRow(CostFigures):
    """A position or a group's part of it; money is in the portfolio's currency.

    `weight` is a fraction of the portfolio's value. `trend` has the prices of seven days and the
    latest, in that currency. `sharers` is how many groups have an equal part of the position.
    """

    asset: HeldAsset
    quantity: Decimal
    price: Decimal | None
    change_24h: float | None
    value: Decimal | None
    weight: Decimal | None
    cost: Decimal
    gain: Decimal | None
    gain_share: Decimal | float | None
    realised: Decimal | None
    income: Decimal | None
    fees: Decimal | None
    trend: tuple[float | None, ...]
    sharers: int

    @property
    def trend_change(self) -> float | None:
        """The change of the price over the seven days, a fraction."""
        known = [price for price in self.trend if price is not None]
        return known[-1] / known[0] - 1 if len(known) > 1 and known[0] else None


def row_of(part: Part, *, gain: Gain, trend: tuple[float | None, ...] = ()) -> PositionRow:
    """The row of a part of a holding."""
    holding, amounts = part.holding, part.amounts
    value = None if holding.price is None else amounts.quantity * holding.price
    whole = holding.value / holding.weight if holding.value and holding.weight else None
    return PositionRow(
        asset=holding.asset, quantity=amounts.quantity, price=holding.price,
        change_24h=holding.change_24h, value=value,
        weight=None if value is None or not whole else value / whole,
        cost=amounts.cost, gain=gain.amount, gain_share=gain.share,
        realised=amounts.realised, income=amounts.income, fees=amounts.fees,
        trend=trend, sharers=part.sharers,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sums:
    """What rows add up to in each column that adds up; None where none of them has it."""

    value: Decimal | None = None
    weight: Decimal | None = None
    cost: Decimal | None = None
    gain: Decimal | None = None
    unrealised: Decimal | None = None
    realised: Decimal | None = None
    income: Decimal | None = None
    fees: Decimal | None = None
    gain_share: Decimal | float | None = None

    @classmethod
    def of(cls, rows: Iterable[PositionRow]) -> "Sums":
        rows = list(rows)
        return cls(**{name: _added(getattr(row, name) for row in rows) for name in SUMMED})

    def less(self, others: Iterable["Sums"]) -> "Sums":
        """What these sums have beyond others."""
        others = list(others)
        left = {}
        for name in SUMMED:
            whole, taken = getattr(self, name), _added(getattr(one, name) for one in others)
            left[name] = None if whole is None else whole - (taken or ZERO)
        return Sums(**left)

    def is_over(self, limit: Decimal, *, among: Iterable[str]) -> bool:
        """Whether a sum of money in one of some columns is more than a limit, either way."""
        money = (getattr(self, name) for name in among if name in SUMMED and name != "weight")
        return any(abs(amount) > limit for amount in money if amount is not None)


SUMMED = tuple(field.name for field in fields(Sums) if field.name != "gain_share")


def _added(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, ZERO) if known else None
