"""Quantity, unit price and total of a trade: any two give the third."""

from decimal import Decimal, DivisionByZero, InvalidOperation

from markets.numbers import CONTEXT, STORED_PLACES, quantised

# Money is written to cents where it is written shorter.
_CENTS = 2


class Contradiction(ValueError):
    """All three were given, and no rounding makes them agree; `total` is what the others give."""

    def __init__(self, total: Decimal) -> None:
        super().__init__(total)
        self.total = total


def complete_trade(
    quantity: Decimal | None, price: Decimal | None, total: Decimal | None
) -> tuple[Decimal, Decimal, Decimal] | None:
    """All three of them, or None where fewer than two are given or one that divides is 0.

    A third that is computed is rounded to the 18 places that are stored, half to even. Where all
    are given, one may be the others' result rounded as it is written. Raises `Contradiction`.
    """
    try:
        if total is None and quantity is not None and price is not None:
            return quantity, price, quantised(CONTEXT.multiply(quantity, price))
        if price is None and quantity is not None and total is not None:
            return quantity, quantised(CONTEXT.divide(total, quantity)), total
        if quantity is None and price is not None and total is not None:
            return quantised(CONTEXT.divide(total, price)), price, total
    except (DivisionByZero, InvalidOperation):
        return None
    if quantity is None or price is None or total is None:
        return None
    if not _agree(quantity, price, total):
        raise Contradiction(quantised(CONTEXT.multiply(quantity, price)))
    return quantity, price, total


def _agree(quantity: Decimal, price: Decimal, total: Decimal) -> bool:
    if _is_rounded(CONTEXT.multiply(quantity, price), total):
        return True
    if not quantity or not price:
        return False
    by_price = _is_rounded(CONTEXT.divide(total, quantity), price)
    return by_price or _is_rounded(CONTEXT.divide(total, price), quantity)


def _is_rounded(figure: Decimal, written: Decimal) -> bool:
    places = min(STORED_PLACES, max(_CENTS, -int(written.as_tuple().exponent)))
    return quantised(figure, places=places) == quantised(written, places=places)
