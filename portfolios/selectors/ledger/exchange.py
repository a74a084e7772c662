"""Rates between currencies, coins among them, over the days of a series."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import QuerySet

from markets.models import USD, Asset, Candle, Quote
from markets.numbers import CONTEXT, ONE, exact_decimal
from portfolios.accounting.core.fiat import BASE_COINS
from portfolios.selectors.ledger.prices import LedgerPrices

_ONE_DAY = timedelta(days=1)


def is_base_currency(asset: Asset) -> bool:
    """Whether it may be the books' currency: money, bitcoin, ether."""
    return asset.is_fiat or asset.slug in BASE_COINS.values()


def possible_base_currencies() -> QuerySet[Asset]:
    """All that `is_base_currency` is true of."""
    coins = Asset.objects.filter(slug__in=BASE_COINS.values())
    return Asset.objects.filter(kind=Asset.Kind.FIAT) | coins


def base_currencies() -> list[Asset]:
    """What a series may be shown in: every currency in use, bitcoin and ether; by symbol."""
    coins = Asset.objects.filter(slug__in=BASE_COINS.values())
    return list((Asset.objects.active().fiat() | coins).order_by("symbol", "pk"))


class Exchange:
    """Prices of assets in each other on any day of a span, and at the latest quotes.

    Four queries at most for all days, one for the quotes, one for `carried`; none for one asset
    alone in itself.
    """

    def __init__(self, assets: Iterable[Asset], *, first: date, last: date):
        self._assets = {asset.pk: asset for asset in assets}
        self._first, self._last = first, last
        self._prices: LedgerPrices | None = None
        self._quotes: dict[int, float] | None = None

    def daily(
        self, asset: Asset, currency: Asset, *, first: date, last: date
    ) -> list[Decimal | None]:
        """The price of one `asset` on each day, the last one before where a day has none."""
        if asset.pk == currency.pk:
            return [ONE] * ((last - first).days + 1)
        if self._prices is None:
            usd = Asset.objects.only("pk").get(slug=USD).pk
            self._prices = LedgerPrices(self._assets, first=self._first, last=self._last, usd=usd)
        return self._prices.daily(asset.pk, first=first, last=last, currency=currency.pk)

    def latest(self, asset: Asset, currency: Asset) -> Decimal | None:
        """The price of one `asset` at the latest quotes; None where one is missing."""
        if asset.pk == currency.pk:
            return ONE
        price, rate = self._quoted(asset), self._quoted(currency)
        return CONTEXT.divide(price, rate) if price and rate else None

    def _quoted(self, asset: Asset) -> Decimal | None:
        if asset.slug == USD:
            return ONE
        if self._quotes is None:
            self._quotes = dict(
                Quote.objects.filter(asset__in=self._assets).values_list("asset_id", "price")
            )
        price = self._quotes.get(asset.pk)
        return None if price is None else exact_decimal(price)

    def carried(self, *, but: date | None = None) -> frozenset[date]:
        """Days on which some currency had no rate of its own: week-ends and bank holidays."""
        fiat = [pk for pk, asset in self._assets.items() if asset.is_fiat and asset.slug != USD]
        if not fiat:
            return frozenset()
        length = (self._last - self._first).days + 1
        span = {self._first + place * _ONE_DAY for place in range(length)} - {but}
        known = {pk: set() for pk in fiat}
        rows = Candle.objects.filter(asset__in=fiat).between(self._first, self._last)
        for pk, day in rows.order_by().values_list("asset_id", "day"):
            known[pk].add(day)
        return frozenset(span - set.intersection(*known.values()))
