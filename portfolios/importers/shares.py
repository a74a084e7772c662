"""Sharing one amount among several, so that the parts add up to it exactly."""

from decimal import ROUND_DOWN, Context, Decimal

from portfolios.importers.amounts import MAX_DECIMALS, ZERO

_STEP = Decimal(1).scaleb(-MAX_DECIMALS)
_EXACT = Context(prec=60, rounding=ROUND_DOWN)


def share(whole: Decimal, *, weights: list[Decimal]) -> list[Decimal]:
    """Parts of `whole` by weight, to 18 decimals; the last takes what is left, so they add up."""
    total = sum(weights, ZERO)
    parts = [
        _EXACT.quantize(_EXACT.divide(_EXACT.multiply(whole, weight), total), _STEP)
        for weight in weights[:-1]
    ]
    rest = whole
    for part in parts:
        rest = _EXACT.subtract(rest, part)
    return [*parts, rest]
