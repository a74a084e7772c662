"""Puts what holders say of their own assets where every other price stands: in dollars, by day."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
from django.db import transaction
from django.utils import timezone

from markets.models import USD, Asset, CandleBlock, OpenCandle, Quote
from markets.numbers import CONTEXT, is_within_limits, quantised
from markets.selectors import usd_prices
from markets.services.history.folding import copy_candles
from portfolios.accounting.core.types import TRADES
from portfolios.models import OwnAsset, OwnPrice, Portfolio, Transaction
from portfolios.selectors.books.holdings import currency_rate
from portfolios.selectors.ledger.ledger import fiat_ids

SOURCE = "own"


def carry_trade_prices(portfolio: Portfolio) -> None:
    """Take from the ledger what own assets were bought and sold for; a day's last trade counts.

    What was typed or imported for a day stands. One query where a portfolio has no own asset.
    """
    for own in portfolio.own_assets.select_related("asset"):
        found = _trade_prices(portfolio, own.asset)
        stored = {
            one.day: (one.price, one.currency_id)
            for one in own.prices.filter(source=OwnPrice.Source.TRADE)
        }
        said = set(own.prices.said().values_list("day", flat=True))
        wanted = {day: one for day, one in found.items() if day not in said}
        if wanted != stored:
            own.prices.filter(source=OwnPrice.Source.TRADE).delete()
            own.prices.bulk_create(
                OwnPrice(
                    own_asset=own, day=day, price=price, currency_id=currency,
                    source=OwnPrice.Source.TRADE,
                )
                for day, (price, currency) in wanted.items()
            )  # fmt: skip
            write_own_series(own)


@transaction.atomic
def write_own_series(own: OwnAsset) -> None:
    """Write an own asset's candles and its quote anew from what is said of its prices.

    A price holds until the next one. In another currency than the dollar each day has its rate.
    """
    OpenCandle.objects.filter(asset=own.asset_id).delete()
    CandleBlock.objects.filter(asset=own.asset_id).delete()
    prices = list(own.prices.select_related("currency").order_by("day"))
    if not prices:
        Quote.objects.filter(asset=own.asset_id).delete()
        return
    rows = (
        (own.asset_id, day, None, None, None, close, None, None, SOURCE)
        for day, close in _closes(prices)
    )
    copy_candles(rows)
    _write_quote(own, prices[-1])


def refresh_own_quotes() -> int:
    """Value own assets anew whose prices are in another currency than the dollar; how many."""
    foreign = OwnPrice.objects.exclude(currency__slug=USD).values("own_asset")
    owned = OwnAsset.objects.select_related("asset").filter(pk__in=foreign).order_by("pk")
    for own in owned:
        write_own_series(own)
    return len(owned)


def _closes(prices: list[OwnPrice]) -> Iterable[tuple[date, float]]:
    """(day, US dollars): each day with a price, and every day since where a rate moves it."""
    first, today = prices[0].day, datetime.now(UTC).date()
    days = [first + timedelta(days=n) for n in range((today - first).days + 1)]
    rates = usd_prices({one.currency_id for one in prices if one.currency.slug != USD}, days)
    by_day = {one.day: one for one in prices}
    said = prices[0]
    for place, day in enumerate(days):
        said = by_day.get(day, said)
        rate = rates[said.currency_id][place] if said.currency_id in rates else 1.0
        if not np.isnan(rate) and (day in by_day or said.currency_id in rates):
            yield day, float(said.price) * float(rate)


def _write_quote(own: OwnAsset, last: OwnPrice) -> None:
    rate = currency_rate(last.currency)
    if rate is None:
        Quote.objects.filter(asset=own.asset_id).delete()
        return
    Quote.objects.update_or_create(
        asset_id=own.asset_id,
        defaults={
            "price": float(CONTEXT.multiply(last.price, rate)),
            "as_of": datetime.combine(last.day, time.min, tzinfo=UTC),
            "received_at": timezone.now(),
            "source": f"{SOURCE}:{last.source}",
        },
    )


def _trade_prices(portfolio: Portfolio, asset: Asset) -> dict[date, tuple[Decimal, int]]:
    """day → (price of a unit, currency), of the trades of an own asset for money.

    A price that rounds to nothing, or that no column holds, says nothing.
    """
    fiat = fiat_ids()
    rows = portfolio.transactions.filter(type__in=TRADES).moving([asset.pk])
    found = {}
    for row in rows.order_by("executed_at", "pk"):
        traded = _traded(row, asset, fiat=fiat)
        if traded and traded[0] > 0 and is_within_limits(traded[0]):
            found[row.executed_at.astimezone(UTC).date()] = traded
    return found


def _traded(row: Transaction, asset: Asset, *, fiat: frozenset[int]) -> tuple[Decimal, int] | None:
    is_sale = row.sent_asset_id == asset.pk
    units = row.sent_quantity if is_sale else row.received_quantity
    other = row.received_asset_id if is_sale else row.sent_asset_id
    if other in fiat:
        amount = row.received_quantity if is_sale else row.sent_quantity
    elif row.net_worth_asset_id is not None:
        amount, other = row.net_worth_amount, row.net_worth_asset_id
    else:
        return None
    return quantised(CONTEXT.divide(amount, units)), other
