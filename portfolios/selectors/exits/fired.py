"""What fired: what a sale there would have done since, and the row that records such a sale."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from markets.models import USD, Asset
from markets.numbers import ONE, exact_decimal, quantised
from portfolios.accounting.core.types import TransactionType
from portfolios.models import Account, Alert, Portfolio
from portfolios.models.trigger import EXITS
from portfolios.selectors.books.holdings import currency_rate

FIRED_SHOWN = 20
# Places of an amount: of money, and of coins or of less than one unit of money.
CENTS, COIN = 2, 8


@dataclass(frozen=True, slots=True)
class Fired:
    """An alert beside the price of now; money is in the currency of the portfolio's figures.

    `price` is the one that it fired at, at the present rate. `change` is the fraction that the
    price has moved since, `kept` what a sale of the quantity at stake would have kept (above 0)
    or given up. They are None without a price, `kept` for what does not say to sell, too.
    """

    alert: Alert
    price: Decimal | None
    price_now: Decimal | None
    change: Decimal | None
    kept: Decimal | None

    @property
    def given_up(self) -> Decimal | None:
        return -self.kept if self.kept is not None and self.kept < 0 else None

    @property
    def can_arm_again(self) -> bool:
        """Whether this is the last that its trigger did."""
        trigger = self.alert.trigger
        return trigger.status == trigger.Status.FIRED and trigger.arming == self.alert.arming


def fired_lately(portfolio: Portfolio, *, rate: Decimal | None) -> list[Fired]:
    """The last alerts of a portfolio, newest first: one query."""
    alerts = portfolio.alerts.select_related("asset__quote", "trigger__currency")
    return [_since(alert, rate=rate) for alert in alerts[:FIRED_SHOWN]]


def _since(alert: Alert, *, rate: Decimal | None) -> Fired:
    quote = getattr(alert.asset, "quote", None)
    then = exact_decimal(alert.price)
    price = then / rate if rate else None
    if quote is None or not rate:
        return Fired(alert, price, None, None, None)
    now = exact_decimal(quote.price)
    sells = alert.kind in EXITS
    kept = (then - now) / rate * alert.quantity if sells else None
    return Fired(alert, price, now / rate, now / then - 1, kept)


@dataclass(frozen=True, slots=True)
class Sale:
    """The row that an alert's sale would be; `account` is None where several hold the asset.

    `recorded` is the key of a row that says already that it came after this alert.
    """

    alert: Alert
    account: Account | None
    at: datetime
    quantity: Decimal
    proceeds: Decimal | None
    currency: Asset
    note: str
    recorded: int | None


def sale_after(alert: Alert) -> Sale:
    """A sale of the quantity at stake at the price seen, at the rate of then where it is known.

    `alert` comes with its asset, portfolio, currency and trigger. Up to four queries.
    """
    portfolio, trigger = alert.portfolio, alert.trigger
    currency = portfolio.currency
    rate = currency_rate(currency)
    if alert.asset_id == currency.pk:
        currency, rate = Asset.objects.get(slug=USD), ONE
    elif trigger.currency_id == currency.pk and alert.level and alert.level_usd > 0:
        rate = rate if rate == 1 else exact_decimal(alert.level_usd) / alert.level
    text = _("{kind} of {symbol}, seen at {price} USD").format(
        kind=alert.get_kind_display(), symbol=alert.asset.symbol, price=repr(alert.price)
    )
    balances = portfolio.balances.filter(asset=alert.asset, quantity__gt=0)
    holders = list(balances.select_related("account")[:2])
    rows = portfolio.transactions.filter(
        _says_after(alert), type=TransactionType.SELL, sent_asset=alert.asset
    )
    return Sale(
        alert=alert,
        account=holders[0].account if len(holders) == 1 else None,
        at=alert.fired_at,
        quantity=alert.quantity,
        proceeds=_proceeds(alert, rate, currency) if rate else None,
        currency=currency,
        note=f"{_head(alert)}: {text}",
        recorded=rows.values_list("pk", flat=True).first(),
    )


def _head(alert: Alert) -> str:
    return _("After alert {number}").format(number=alert.pk)


def _says_after(alert: Alert) -> Q:
    """A row whose note begins so, in whichever language its page was in."""
    found = Q()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= Q(note__startswith=f"{_head(alert)}:")
    return found


def _proceeds(alert: Alert, rate: Decimal, currency: Asset) -> Decimal:
    """Money to the cent, unless it is less than one unit of it."""
    money = alert.quantity * exact_decimal(alert.price) / rate
    return quantised(money, places=CENTS if currency.is_fiat and money >= 1 else COIN)
