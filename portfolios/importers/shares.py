"""Sharing one amount among several, so that the parts add up to it exactly."""

from decimal import ROUND_DOWN, Decimal

from markets.numbers import CONTEXT, STORED_PLACES, ZERO

_STEP = Decimal(1).scaleb(-STORED_PLACES)


def share(whole: Decimal, *, weights: list[Decimal]) -> list[Decimal]:
    """Parts of `whole` by weight, to 18 decimals; the last takes what is left, so they add up."""
    total = sum(weights, ZERO)
    parts = [
        CONTEXT.divide(CONTEXT.multiply(whole, weight), total).quantize(
            _STEP, rounding=ROUND_DOWN, context=CONTEXT
        )
        for weight in weights[:-1]
    ]
    rest = whole
    for part in parts:
        rest = CONTEXT.subtract(rest, part)
    return [*parts, rest]
