"""What a row says that a unit was worth, beside the market."""

from collections.abc import Callable, Hashable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from markets.numbers import plain_figure
from markets.wording import sentence
from portfolios.accounting.core.entries import Entry, Leg
from portfolios.accounting.core.types import TransactionType
from portfolios.accounting.prices.prices import Prices

# A row's price is far from the market's beyond so many times the day's highest or lowest.
FAR = Decimal(2)


class Compared(NamedTuple):
    """What a row says that a unit was worth, beside the market's price of its day."""

    asset: Hashable
    stated: Decimal
    market: Decimal


def compare(
    entry: Entry,
    *,
    prices: Prices,
    day: date,
    currency: Hashable,
    is_fiat: Callable[[Hashable], bool],
) -> Compared | None:
    """The price in a row beside the day's; None where one of them is not known.

    A trade for money has a price of its coin, one of coins for coins that of what was received;
    other rows have one where they state their value. A gift that carries over states its cost.
    """
    if entry.carried or entry.type is TransactionType.SPLIT:
        return None
    coins = [leg for leg in (entry.received, entry.sent) if leg and not is_fiat(leg.asset)]
    money = [leg for leg in (entry.sent, entry.received) if leg and is_fiat(leg.asset)]
    if not coins or entry.type is TransactionType.TRANSFER:
        return None
    values = [*money, entry.net_worth, *coins[1:]] if money or coins[1:] else [entry.net_worth]
    coin, stated = coins[0], next((leg for leg in values if leg is not None), None)
    if stated is None or not coin.quantity:
        return None
    worth = _worth(stated, prices=prices, day=day, currency=currency)
    market = prices.price(coin.asset, day=day, currency=currency)
    if worth is None or market is None or market <= 0 or worth <= 0:
        return None
    return Compared(coin.asset, worth / coin.quantity, market)


def _worth(leg: Leg, *, prices: Prices, day: date, currency: Hashable) -> Decimal | None:
    price = prices.price(leg.asset, day=day, currency=currency)
    return None if price is None else leg.quantity * price


def is_far(found: Compared, *, prices: Prices, day: date, currency: Hashable) -> bool:
    """Whether a row's price is beyond twice the day's highest price, or under half its lowest.

    Only where the market's price of that very day is known.
    """
    if found.market / FAR <= found.stated <= found.market * FAR:
        return False
    band = prices.band(found.asset, day=day, currency=currency)
    return band is not None and not band[0] / FAR <= found.stated <= band[1] * FAR


def far_message(found: Compared, *, day: date, currency: Hashable) -> str:
    """What is said of a row whose price is far from the market's."""
    return sentence(
        "A unit of {asset} comes to {price} {currency} here, but cost {market} on {day}. Look for "
        "another unit, a thousands separator, swapped columns, or a total in place of a price.",
        asset=found.asset, price=_short(found.stated), currency=currency,
        market=_short(found.market), day=day,
    )  # fmt: skip


def _short(figure: Decimal) -> str:
    return plain_figure(Decimal(f"{figure:.6g}"))
