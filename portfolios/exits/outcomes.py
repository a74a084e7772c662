"""What a position would get if all its stops, or all its targets, fired at their levels."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from markets.numbers import ONE, ZERO, exact

# Quantities and levels of 48 digits multiply to 96; nothing of it is rounded.


@dataclass(frozen=True, slots=True)
class ArmedExit:
    """An exit in force: `level` is money for a unit, `share` a fraction of its position.

    `group` names the position that it shares, None where it has the whole holding for itself;
    `size` is that position's units, `left` the share of it that is not sold yet.
    """

    id: int
    level: Decimal
    share: Decimal
    size: Decimal
    group: Hashable | None = None
    left: Decimal = ONE


@dataclass(frozen=True, slots=True)
class Outcome:
    """Units sold, and the money that they bring at the levels, before fees."""

    quantity: Decimal
    proceeds: Decimal


def outcome_of(exits: Iterable[ArmedExit], *, held: Decimal, falling: bool) -> Outcome:
    """All exits of one side, each at its own level, in the order that a price reaches them.

    Stops (`falling`) fire from the highest level down, targets from the lowest up, of equal
    levels the lower id, as in `machine.step`. A group sells no more than the share it has left,
    and all of them together no more than is `held`: what one rule has sold, no other can.
    """
    sign = -1 if falling else 1
    left: dict[Hashable, Decimal] = {}
    rest, sold, proceeds = max(ZERO, held), ZERO, ZERO
    with exact():
        for one in sorted(exits, key=lambda one: (sign * one.level, one.id)):
            key = (one.id,) if one.group is None else one.group
            share = min(one.share, left.get(key, one.left))
            left[key] = left.get(key, one.left) - share
            quantity = min(share * one.size, rest)
            rest -= quantity
            sold += quantity
            proceeds += quantity * one.level
    return Outcome(sold, proceeds)
