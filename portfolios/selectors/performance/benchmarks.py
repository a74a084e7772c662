"""What a series can be set beside: any asset, or the whole market."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy

from markets.models import USD, Asset
from markets.numbers import CONTEXT, exact_decimal
from markets.selectors import market_caps, market_caps_since
from portfolios.accounting.returns.periods import Stretch
from portfolios.selectors.ledger.exchange import Exchange
from portfolios.selectors.performance.series import Series

TOTAL_MARKET_KEY = "total-market"
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Benchmark:
    """`key` is how a query names it; `asset` is None for the whole market."""

    key: str
    name: str
    symbol: str
    asset: Asset | None = None

    @property
    def heading(self) -> str:
        """What stands over its column: the symbol, which keeps its own small letters."""
        return self.symbol if self.asset else gettext("Total market")


TOTAL_MARKET = Benchmark(
    TOTAL_MARKET_KEY,
    pgettext_lazy("against", "the total market"),
    pgettext_lazy("into", "the total market"),
)


def benchmark_of(asset: Asset) -> Benchmark:
    """An asset as a benchmark."""
    return Benchmark(asset.slug, asset.name, asset.symbol, asset)


def total_market_since() -> date | None:
    """The first day with the market's capitalisation; None before there is a whole one."""
    since = market_caps_since()
    return since if since and since < timezone.now().date() else None


def benchmark_prices(
    series: Series, stretch: Stretch, benchmark: Benchmark
) -> Sequence[Decimal | None]:
    """Closes in the series' currency, from the day before the stretch to its last.

    Where the series ends with the latest quotes, so does an asset. The whole market's is its
    capitalisation, whose last day is the latest that is known.
    """
    first, last = stretch.opened_on, stretch.last
    asset = benchmark.asset or Asset.objects.get(slug=USD)
    exchange = Exchange({asset, series.currency}, first=first, last=last)
    prices = list(exchange.daily(asset, series.currency, first=first, last=last))
    if series.is_live and last == series.days[-1].day:
        prices[-1] = exchange.latest(asset, series.currency) or prices[-1]
    if benchmark.asset is not None:
        return prices
    caps = market_caps([first + place * _ONE_DAY for place in range(len(prices))])
    return [
        None if cap is None or rate is None else CONTEXT.multiply(exact_decimal(cap), rate)
        for cap, rate in zip(caps, prices, strict=True)
    ]
