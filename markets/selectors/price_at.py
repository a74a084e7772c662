"""What an asset cost at an instant, from the finest record that there is of it."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from markets.blocks import EPOCH
from markets.models import AcceptedRange, Asset, Candle, Quote
from markets.numbers import CONTEXT, ONE, exact_decimal

USD = "usd"
_ONE_HOUR = timedelta(hours=1)
# From the finest record to the coarsest.
_PERIODS = ("minute", "hour", "day")
# A close this old says nothing of a price any more.
_LONGEST_GAP = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class PriceAt:
    """A price with the lowest and highest of its period.

    `period` is "minute" for the latest quote, "hour" or "day"; `at` is the quote's instant or the
    period's beginning, and `source` who gave it.
    """

    price: Decimal
    low: Decimal
    high: Decimal
    period: str
    at: datetime
    source: str


def price_at(asset: Asset, at: datetime) -> PriceAt | None:
    """One unit in US dollars: the latest quote, else the hour's close, else the day's.

    The last period before where there is none of the instant's own; none before 1970. At most four
    queries.
    """
    if at < _FIRST:
        return None
    if asset.slug == USD:
        return PriceAt(ONE, ONE, ONE, "minute", at, "")
    quote = Quote.objects.filter(asset=asset).first()
    if quote is not None and at >= _hour_of(quote.as_of):
        return _of_quote(quote, at)
    return _of_hour(asset, at) or _of_day(asset, at)


def price_between(asset: Asset, currency: Asset, at: datetime) -> PriceAt | None:
    """The same in another asset; of the two, the coarser record names the period."""
    if asset.pk == currency.pk:
        return None
    price, rate = price_at(asset, at), price_at(currency, at)
    if price is None or rate is None:
        return None
    pair = (rate, price) if asset.slug == USD else (price, rate)
    named = max(pair, key=lambda one: _PERIODS.index(one.period))
    return replace(
        named,
        price=CONTEXT.divide(price.price, rate.price),
        low=CONTEXT.divide(price.low, rate.high),
        high=CONTEXT.divide(price.high, rate.low),
    )


def _of_quote(quote: Quote, at: datetime) -> PriceAt:
    price = exact_decimal(quote.price)
    if at >= quote.as_of - timedelta(minutes=1):
        return PriceAt(price, price, price, "minute", quote.as_of, quote.source)
    low = exact_decimal(min(quote.price, quote.hour_low or quote.price))
    high = exact_decimal(max(quote.price, quote.hour_high or quote.price))
    return PriceAt(price, low, high, "hour", _hour_of(quote.as_of), quote.source)


def _of_hour(asset: Asset, at: datetime) -> PriceAt | None:
    """The instant's hour, or one shortly before."""
    rows = AcceptedRange.objects.filter(asset=asset, hours=1)
    found = rows.filter(start__lte=at, start__gt=at - 3 * _ONE_HOUR).order_by("-start").first()
    if found is None:
        return None
    low, high, close = map(exact_decimal, (found.low, found.high, found.close))
    return PriceAt(close, low, high, "hour", found.start, "")


def _of_day(asset: Asset, at: datetime) -> PriceAt | None:
    """The instant's day (UTC), or the last one before."""
    day = at.astimezone(UTC).date()
    rows = Candle.objects.filter(asset=asset).between(day - _LONGEST_GAP, day)
    found = rows.order_by("-day").values_list("day", "low", "high", "close", "source").first()
    if found is None:
        return None
    day, low, high, close, source = found
    low, high = min(low or close, close), max(high or close, close)
    close, low, high = map(exact_decimal, (close, low, high))
    return PriceAt(close, low, high, "day", _midnight(day), source)


def _hour_of(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=UTC)


_FIRST = _midnight(EPOCH)
