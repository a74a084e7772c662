"""What the stops, or the targets, of a plan would bring: of one position, and of all together."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from portfolios.exits.outcomes import ArmedExit, outcome_of
from portfolios.exits.types import FALLING_KINDS
from portfolios.selectors.books.holdings import Holding


@dataclass(frozen=True, slots=True)
class Side:
    """All stops, or all targets, fired at their levels; money in the portfolio's currency.

    `value` is what the units sold are worth now, `cost` what they cost on average; fees and
    slippage are in nothing. `value` is None where a position has no price.
    """

    proceeds: Decimal
    value: Decimal | None
    cost: Decimal
    quantity: Decimal | None = None
    share: Decimal | None = None

    @property
    def against_now(self) -> Decimal | None:
        return None if self.value is None else self.proceeds - self.value

    @property
    def against_now_share(self) -> Decimal | None:
        return self.against_now / self.value if self.value else None

    @property
    def against_cost(self) -> Decimal:
        return self.proceeds - self.cost


def side_of(levels: Iterable, *, holding: Holding | None, falling: bool) -> Side | None:
    """One side of a position's planned levels; None where nothing is in force or held.

    A trail wider than its mark has a level under 0, which no price reaches: it sells nothing.
    """
    exits = [
        _exit(one.trigger, one.amount, holding)
        for one in levels
        if holding is not None
        and one.trigger.is_exit
        and (one.trigger.kind in FALLING_KINDS) == falling
        and one.amount is not None
        and one.amount > 0
    ]
    if not exits:
        return None
    outcome = outcome_of(exits, held=holding.quantity, falling=falling)
    return Side(
        proceeds=outcome.proceeds,
        value=None if holding.price is None else outcome.quantity * holding.price,
        cost=outcome.quantity * holding.cost / holding.quantity,
        quantity=outcome.quantity,
        share=outcome.quantity / holding.quantity,
    )


def sum_of(sides: Iterable[Side | None]) -> Side | None:
    """Sides of several positions as one: units of different assets have no sum."""
    given = [side for side in sides if side is not None]
    if not given:
        return None
    priced = [side.value for side in given if side.value is not None]
    return Side(
        proceeds=sum(side.proceeds for side in given),
        value=sum(priced) if len(priced) == len(given) else None,
        cost=sum(side.cost for side in given),
    )


def _exit(trigger, level: Decimal, holding: Holding) -> ArmedExit:
    group = trigger.group if trigger.group_id else None
    if group is None:
        return ArmedExit(trigger.pk, level, trigger.share, holding.quantity)
    return ArmedExit(
        trigger.pk, level, trigger.share, group.quantity, group=group.pk, left=group.share_left
    )
