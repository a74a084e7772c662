"""Exact decimals: one context for figures, one way from a float, one written form."""

from contextlib import AbstractContextManager
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DefaultContext,
    Inexact,
    InvalidOperation,
    Overflow,
    getcontext,
    localcontext,
)

ZERO = Decimal(0)
ONE = Decimal(1)

# A quantity has up to 48 digits; a price of 28 more multiplies exactly. Up to this precision the
# interpreter keeps a decimal's digits inside the object, which counts over a million of them.
PRECISION = 76
CONTEXT = Context(prec=PRECISION, rounding=ROUND_HALF_EVEN)

# For what may not be rounded at all: cells of a file, levels of a plan. The product of two numbers
# of 30 digits and 40 places has at most 141 digits; what did not fit would raise Inexact.
UNROUNDED = Context(prec=160, traps=[Inexact, InvalidOperation, Overflow])

# Vendors' prices are the shortest text of a float, with 30 places and more for the cheapest coins.
_MOST_DIGITS = 30
_FINEST_STEP = Decimal(1).scaleb(-40)

# The database keeps a quantity and an amount as NUMERIC(48, 18).
STORED_DIGITS = 48
STORED_PLACES = 18

QUOTIENT_PLACES = 30
_QUOTIENT_STEP = Decimal(1).scaleb(-QUOTIENT_PLACES)
# Sums and products of quantities and prices end within 40 decimal places. What has more came
# from a division that does not end.
_EXACT_PLACES = 40
_EXACT_STEP = Decimal(1).scaleb(-_EXACT_PLACES)


def exact() -> AbstractContextManager[Context]:
    """A context manager in which decimal arithmetic keeps `PRECISION` digits.

    For pure code, which may run in any process; in Django's, all arithmetic keeps them.
    """
    return localcontext(CONTEXT)


def keep_all_digits() -> None:
    """Have decimal arithmetic keep `PRECISION` digits everywhere: here, and in threads to come."""
    # Changed in place: copies of this thread's variables, as requests get them, share the object.
    DefaultContext.prec = getcontext().prec = PRECISION


def exact_decimal(number: float) -> Decimal:
    """The shortest decimal that is this float: 0.1 is 0.1, not its binary expansion."""
    return Decimal(float.__repr__(number))


def is_within_limits(figure: Decimal) -> bool:
    """Whether a number is finite, with at most 30 digits before the point and 40 after it.

    Zeros at its end are no places.
    """
    if not figure.is_finite() or (figure and figure.adjusted() >= _MOST_DIGITS):
        return False
    try:
        UNROUNDED.quantize(figure, _FINEST_STEP)
    except Inexact:
        return False
    return True


def rounded(figure: Decimal) -> Decimal:
    """The figure itself where it is exact, a quotient to 30 places, half to even."""
    try:
        # as_tuple would tell the exponent too, in ten times the time.
        exact_part = CONTEXT.quantize(figure, _EXACT_STEP)
    except InvalidOperation:  # so many digits stand before the point that none is that fine
        return figure
    return figure if exact_part == figure else CONTEXT.quantize(figure, _QUOTIENT_STEP)


def quantised(figure: Decimal, *, places: int = STORED_PLACES) -> Decimal:
    """The figure with so many decimal places, half to even.

    One with so many digits before the point that these places do not fit into `PRECISION` keeps
    the digits it has.
    """
    if figure.adjusted() + places + 1 >= PRECISION:
        return figure
    return CONTEXT.quantize(figure, Decimal(1).scaleb(-places))


def significant(figure: Decimal, *, digits: int) -> Decimal:
    """The figure to so many significant digits, half to even."""
    return Context(prec=digits, rounding=ROUND_HALF_EVEN).plus(figure)


def plain(figure: Decimal, *, places: int | None = None) -> str:
    """The canonical text of a decimal: no exponent, no trailing zeros, no "-0".

    Every digit is written, or with `places` at most so many after the point, half to even.
    """
    if places is not None and _exponent(figure) < -places:
        figure = quantised(figure, places=places)
    return _trimmed(format(figure, "f"))


def _exponent(figure: Decimal) -> int:
    exponent = figure.as_tuple().exponent
    assert isinstance(exponent, int), "only finite figures are written"
    return exponent


def plain_figure(figure: Decimal) -> str:
    """The text of a computed figure: exact ones in full, quotients as `rounded` gives them."""
    text = str(figure)
    if len(text) < _EXACT_PLACES and text[-1] != "0" and "E" not in text:
        return text  # most figures are written so already
    return _limited(figure, text, most=_EXACT_PLACES)


def plain_quotient(figure: Decimal) -> str:
    """The text of a figure that is a quotient by definition, such as a unit cost."""
    return _limited(figure, str(figure), most=QUOTIENT_PLACES)


def _limited(figure: Decimal, text: str, *, most: int) -> str:
    if "E" in text:
        text = format(figure, "f")
    point = text.find(".")
    if point >= 0 and len(text) - point - 1 > most:
        text = format(CONTEXT.quantize(figure, _QUOTIENT_STEP), "f")
    return _trimmed(text)


def _trimmed(text: str) -> str:
    if text[-1] == "0" and "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
