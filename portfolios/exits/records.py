"""What a plan says, what a price is, and how far a plan has come: frozen records."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from markets.numbers import ONE
from portfolios.exits.types import Kind, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of a plan; it never changes.

    `id` is unique in its plan and sorts among the others. Prices are units of money for one unit
    of the asset, `quantity` is units of the asset, `percent`, `trail_percent` and `share` are
    fractions: a `percent` of −0.1 is 10% under `entry_price`, a `share` of 0.5 half of the
    original position. `armed_at` and `expires_at` are aware instants; without them a rule sees
    every price.
    """

    id: Hashable
    asset: Hashable
    kind: Kind
    entry_price: Decimal | None = None
    quantity: Decimal | None = None
    level: Decimal | None = None
    percent: Decimal | None = None
    trail_amount: Decimal | None = None
    trail_percent: Decimal | None = None
    activate_at: Decimal | None = None
    share: Decimal = ONE
    group: Hashable | None = None
    armed_at: datetime | None = None
    expires_at: datetime | None = None

    @property
    def position(self) -> Hashable:
        """The key of what it sells: one position an asset and group, else one of its own."""
        if self.group is None:
            return (self.asset, None, self.id)
        return (self.asset, self.group)


class Price(NamedTuple):
    """An accepted price above 0, at an aware instant.

    `source` is what the caller knows it by, such as a line's own text or a quote's key.
    """

    asset: Hashable
    at: datetime
    amount: Decimal
    source: Hashable = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A rule and how far it has come.

    `level` is None until it is in force, and stays as it was when the rule ends. `high_water` is
    the highest price a trailing stop has seen, None for other kinds. `fired_by` is the price that
    fired it, `sold` the units that the plan then says to sell: None where it sells nothing or the
    position's size is not known.
    """

    rule: Rule
    status: Status = Status.ARMED
    level: Decimal | None = None
    high_water: Decimal | None = None
    fired_by: Price | None = None
    sold: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """All rules of a plan: by asset in the plan's order, and the share left of each position.

    A position that nothing was sold of does not stand in `left`.
    """

    watches: Mapping[Hashable, tuple[Watch, ...]] = field(default_factory=dict)
    left: Mapping[Hashable, Decimal] = field(default_factory=dict)
