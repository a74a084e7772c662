"""A row's price beside the market's at its instant, said before the row is recorded."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from markets.models import Asset
from markets.number_writing import grouped
from markets.numbers import CONTEXT, ONE, significant
from markets.selectors.price_at import PriceAt, price_between
from portfolios.accounting.core.types import TransactionType
from portfolios.models import Transaction

# A price is near the market's within this fraction of it.
NEAR = Decimal("0.1")
_UNPRICED = frozenset({TransactionType.TRANSFER, TransactionType.SPLIT})


# By whether the price is over the market's.
_WARNINGS = {
    True: gettext_lazy(
        "A unit of {asset} comes to {price} {currency} here, but cost {market} {when}: this is "
        "{off} over the market. Look for another unit, a thousands separator, swapped columns, "
        "or a total in place of a price."
    ),
    False: gettext_lazy(
        "A unit of {asset} comes to {price} {currency} here, but cost {market} {when}: this is "
        "{off} under the market. Look for another unit, a thousands separator, swapped columns, "
        "or a total in place of a price."
    ),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a row says that one unit of an asset was worth, and in which asset."""

    asset: Asset
    price: Decimal
    currency: Asset


def told_price(row: Transaction) -> Told | None:
    """Of a trade for money its coin's, of one for a coin that of what was received.

    Other rows have one where they state their value. The row need not be valid.
    """
    if row.type in _UNPRICED:
        return None
    legs = [(row.received_asset, row.received_quantity), (row.sent_asset, row.sent_quantity)]
    legs = [one for one in legs if None not in one]
    coins = [one for one in legs if not one[0].is_fiat]
    values = [one for one in legs if one[0].is_fiat] + coins[1:]
    if row.net_worth_asset is not None and row.net_worth_amount is not None:
        values.append((row.net_worth_asset, row.net_worth_amount))
    if not coins or not values or not coins[0][1]:
        return None
    (asset, units), (currency, amount) = coins[0], values[0]
    return Told(asset, CONTEXT.divide(amount, units), currency)


def market_warning(row: Transaction) -> str:
    """What is said of a price more than 10% off the market's; empty for one near it, or unknown.

    A price that was reached in the period of which the market's is known is never far from it.
    """
    told = None if row.executed_at is None else told_price(row)
    if told is None:
        return ""
    market = price_between(told.asset, told.currency, row.executed_at)
    if market is None or not is_far(told.price, market):
        return ""
    off = CONTEXT.divide(told.price, market.price) - ONE
    when = market.at.astimezone(row.portfolio.zone)
    if market.period == "day":
        then = _("on {day}").format(day=f"{market.at:%Y-%m-%d}")
    else:
        then = _("at {time} on {day}").format(time=f"{when:%H:%M}", day=f"{when:%Y-%m-%d}")
    message = _WARNINGS[off > 0]
    return str(message).format(
        asset=told.asset.symbol, price=_short(told.price), currency=told.currency.symbol,
        market=_short(market.price), when=then, off=f"{_short(abs(off) * 100, digits=3)}%",
    )  # fmt: skip


def is_far(price: Decimal, market: PriceAt) -> bool:
    """Whether a price lies outside of the period's range, and 10% and more off its close."""
    if market.low <= price <= market.high:
        return False
    return abs(price - market.price) > NEAR * market.price


def _short(figure: Decimal, *, digits: int = 6) -> str:
    return grouped(significant(figure, digits=digits))
