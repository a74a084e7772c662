"""What a rule is measured with when it is armed: the last price, the rate, and the pure rules."""

from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext as _

from markets.models import Asset, Quote
from markets.numbers import exact_decimal
from markets.selectors import is_fresh
from portfolios.exits.machine import arm, step
from portfolios.exits.records import Price
from portfolios.models import Trigger, TriggerKind
from portfolios.selectors.books.holdings import currency_rate
from portfolios.selectors.exits.rules import rule_of
from portfolios.services.errors import Refused


def is_breached(
    trigger: Trigger, *, quote: Quote, average: Decimal | None, rate: Decimal, active: bool
) -> bool:
    """Whether the last accepted price would fire the rule, by the pure rules themselves."""
    if trigger.kind == TriggerKind.PRICE_MOVE:
        return False
    price = exact_decimal(quote.price)
    high = trigger.high_water.high if trigger.is_trail else None
    mark = None if high is None else in_currency(rate, exact_decimal(high))
    rule = rule_of(trigger, average=average, high=mark)
    if active:
        rule = replace(rule, activate_at=None)
    now = Price(rule.asset, trigger.armed_at, in_currency(rate, price))
    return bool(step(arm([rule]), now)[1])


def in_currency(rate: Decimal, dollars: Decimal) -> Decimal:
    """Dollars in a currency that is worth `rate` of them a unit."""
    return dollars if rate == 1 else dollars / rate


def quote_for(asset: Asset) -> Quote:
    """The last accepted price. Raises `Refused` where there is none, or it is stale."""
    if asset.is_own:
        raise Refused({"asset": [_("Nothing fires on an own asset: its prices come from you.")]})
    quote = Quote.objects.filter(asset=asset).first()
    if quote is None:
        message = _("There is no price for {symbol} yet.").format(symbol=asset.symbol)
        raise Refused({"asset": [message]})
    if not is_fresh(quote.as_of):
        message = _("The price of {symbol} is stale: try again later.").format(symbol=asset.symbol)
        raise Refused({"asset": [message]})
    return quote


def usd_rate(currency: Asset) -> Decimal:
    """Dollars for a unit of a currency. Raises `Refused` where there is no rate yet."""
    rate = currency_rate(currency)
    if rate is None:
        message = _("There is no rate for {symbol} yet.").format(symbol=currency.symbol)
        raise Refused({"level": [message]})
    return rate
