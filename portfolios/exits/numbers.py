"""Exact decimals: levels and shares are never divided, so nothing is ever rounded."""

from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow

ZERO = Decimal(0)
ONE = Decimal(1)

# Vendors' prices are the shortest text of a float, with 30 places and more for the cheapest coins.
MAX_INTEGER_DIGITS = 30
MAX_PLACES = 40

# A product of two such numbers has at most 141 digits. A figure that did not fit would raise
# Inexact: a level that is nearly right is worse than none.
CONTEXT = Context(prec=160, traps=[Inexact, InvalidOperation, Overflow])


def is_within_limits(figure: Decimal) -> bool:
    """Whether a finite number has at most 30 digits before the point and 40 after it."""
    return figure.adjusted() < MAX_INTEGER_DIGITS and figure.as_tuple().exponent >= -MAX_PLACES


def in_full(figure: Decimal) -> str:
    """Every digit of a figure: no exponent, no trailing zeros, no "-0".

    The same text as `plain` of `portfolios.accounting.core.numbers` up to 40 places, where that one
    starts to round.
    """
    text = format(figure, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
