"""The closed vocabularies of exit plans."""

from enum import StrEnum


class _Code(StrEnum):
    """A code that is looked up for every price: it hashes as the text that it is."""

    __hash__ = str.__hash__


class Kind(_Code):
    """What a rule watches for, as written in files, the API and the database."""

    STOP_LOSS = "stop_loss"
    TRAILING_STOP = "trailing_stop"
    TAKE_PROFIT = "take_profit"
    BREAK_EVEN = "break_even"
    PRICE_ABOVE = "price_above"
    PRICE_BELOW = "price_below"


class Status(_Code):
    """Where a rule stands; only an armed one can change."""

    ARMED = "armed"
    FIRED = "fired"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


# These fire at or under their level, the others at or over it.
FALLING_KINDS = frozenset({Kind.STOP_LOSS, Kind.TRAILING_STOP, Kind.BREAK_EVEN, Kind.PRICE_BELOW})
# These only tell: they sell nothing and use up no position.
ALERTS = frozenset({Kind.PRICE_ABOVE, Kind.PRICE_BELOW})
# The level of these is known when they are armed, as a price or as a fraction from the entry.
FIXED = frozenset({Kind.STOP_LOSS, Kind.TAKE_PROFIT, Kind.PRICE_ABOVE, Kind.PRICE_BELOW})
