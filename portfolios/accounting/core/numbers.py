"""One decimal context for all accounting, and the one written form of a figure."""

from decimal import ROUND_HALF_EVEN, Context, Decimal, InvalidOperation, localcontext

ZERO = Decimal(0)
ONE = Decimal(1)

# A quantity has up to 48 digits; a price of 28 more multiplies exactly. Up to this precision the
# interpreter keeps a decimal's digits inside the object, which counts over a million of them.
PRECISION = 76
CONTEXT = Context(prec=PRECISION, rounding=ROUND_HALF_EVEN)

QUOTIENT_PLACES = 30
_QUOTIENT_STEP = Decimal(1).scaleb(-QUOTIENT_PLACES)
# Sums and products of quantities and prices end within 40 decimal places. What has more came
# from a division that does not end.
_EXACT_PLACES = 40
_EXACT_STEP = Decimal(1).scaleb(-_EXACT_PLACES)


def exact():
    """A context manager in which decimal arithmetic keeps `PRECISION` digits."""
    return localcontext(CONTEXT)


def rounded(figure: Decimal) -> Decimal:
    """The figure itself where it is exact, a quotient to 30 places, half to even."""
    try:
        # as_tuple would tell the exponent too, in ten times the time.
        exact_part = CONTEXT.quantize(figure, _EXACT_STEP)
    except InvalidOperation:  # so many digits stand before the point that none is that fine
        return figure
    return figure if exact_part == figure else CONTEXT.quantize(figure, _QUOTIENT_STEP)


def plain(figure: Decimal) -> str:
    """The canonical text of a figure: no exponent, no trailing zeros, no "-0".

    Exact figures are written in full, quotients as `rounded` gives them.
    """
    text = str(figure)
    if len(text) < _EXACT_PLACES and text[-1] != "0" and "E" not in text:
        return text  # most figures are written so already
    return _text(figure, text, most=_EXACT_PLACES)


def plain_quotient(figure: Decimal) -> str:
    """The text of a figure that is a quotient by definition, such as a unit cost."""
    return _text(figure, str(figure), most=QUOTIENT_PLACES)


def _text(figure: Decimal, text: str, *, most: int) -> str:
    if "E" in text:
        text = format(figure, "f")
    point = text.find(".")
    if point >= 0:
        if len(text) - point - 1 > most:
            figure = CONTEXT.quantize(figure, _QUOTIENT_STEP)
            text = str(figure)
            if "E" in text:
                text = format(figure, "f")
        if text[-1] == "0":
            text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
