"""What a row is worth on its day, in the books' currency."""

from collections.abc import Hashable, Sequence
from datetime import date
from decimal import Decimal

from markets.numbers import ZERO
from markets.wording import sentence
from portfolios.accounting.core.entries import Exchange, Leg
from portfolios.accounting.core.types import ProblemCode
from portfolios.accounting.state.bookkeeper import Bookkeeper


def market_value(keeper: Bookkeeper, leg: Leg) -> Decimal | None:
    """Quantity × the day's price, or None where there is no price yet; no units are worth 0."""
    if leg.asset == keeper.currency or not leg.quantity:
        return leg.quantity
    price = keeper.price(leg.asset)
    return None if price is None else leg.quantity * price


def unpriced(keeper: Bookkeeper, asset: Hashable, *, day: date) -> str:
    """What is not known of an asset that has no price: its own price, or a currency's rate."""
    of, currency = keeper.prices.lacking(asset, day=day, currency=keeper.currency)
    if of != asset or keeper.is_fiat(of):
        return sentence("No rate of {of} in {currency}", of=of, currency=currency)
    return sentence("No price of {asset}", asset=asset)


def counts_as_nothing(lacking: str, *, day: date) -> str:
    """What is said of a value for which something, as `unpriced` says, is not known."""
    return sentence("{lacking} on or before {day}: it counts as 0.", lacking=lacking, day=day)


def exchange_value(keeper: Bookkeeper, entry: Exchange) -> Decimal:
    """Value of a trade: its money leg, else its net worth, else what was received, else sent."""
    received, sent = entry.received, entry.sent
    pays, gets = keeper.is_fiat(sent.asset), keeper.is_fiat(received.asset)
    if pays != gets:
        money = sent if pays else received
        if money.asset == keeper.currency:
            return money.quantity
    candidates: list[Leg | None] = [leg for leg, money in ((received, gets), (sent, pays)) if money]
    candidates += [entry.net_worth, received, sent]
    return _first_value(keeper, candidates, of=received)


def single_value(keeper: Bookkeeper, leg: Leg) -> Decimal:
    """Value of a row's only leg: of coins the net worth where given, else at the day's price."""
    net_worth = keeper.entry.net_worth
    first, second = (leg, net_worth) if keeper.is_fiat(leg.asset) else (net_worth, leg)
    return _first_value(keeper, (first, second), of=leg)


def part_value(keeper: Bookkeeper, leg: Leg, *, of: Leg | None, worth: Decimal | None) -> Decimal:
    """Value of some coins at the row's own rate where it has one, else at the day's price.

    Of money it is the other way round.
    """
    if keeper.is_fiat(leg.asset):
        value = market_value(keeper, leg)
        if value is not None:
            return value
    if worth is not None and of is not None and of.asset == leg.asset:
        return worth * leg.quantity / of.quantity
    return _first_value(keeper, (leg,), of=leg)


def net_worth_value(keeper: Bookkeeper) -> Decimal | None:
    """The row's stated market value, or None."""
    leg = keeper.entry.net_worth
    return None if leg is None else market_value(keeper, leg)


def _first_value(keeper: Bookkeeper, legs: Sequence[Leg | None], *, of: Leg) -> Decimal:
    """The first leg that has a value; 0, with a problem, where none has.

    Where an amount of money is there, all that lacks is its rate.
    """
    for leg in legs:
        if leg is not None:
            value = market_value(keeper, leg)
            if value is not None:
                return value
    money = (leg.asset for leg in legs if leg is not None and keeper.is_fiat(leg.asset))
    lacking = unpriced(keeper, next(money, of.asset), day=keeper.day)
    message = counts_as_nothing(lacking, day=keeper.day)
    keeper.note(
        ProblemCode.MISSING_PRICE, message, keeper.entry, asset=of.asset, quantity=of.quantity
    )
    return ZERO
