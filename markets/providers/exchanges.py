"""Public prices of exchanges, through ccxt: a second source of prices that needs no aggregator.

ccxt knows each exchange's endpoints and forms; its requests go through our own client, with its
limits of time, size and number. It takes 40 MB, and 2 seconds and 90 MB of memory when imported:
only a worker that comes to ask an exchange imports it.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Any
from urllib.parse import urlsplit

from markets.providers.base import (
    UNREADABLE,
    AssetRecord,
    CandleRecord,
    Page,
    ProviderError,
    QuoteRecord,
)
from markets.providers.cells import positive
from markets.providers.vendor import Vendor

NAME = "exchanges"
PER_MINUTE = 30
DOLLAR = "USD"
DISAGREED = "exchanges disagree"
NO_PRICE = "no price"
# Prices of one asset on two exchanges differ by less, outside of a panic.
MOST_APART = 1.05
MOST_BARS = 700
ODD = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


class Exchanges:
    """A `QuotesProvider`; references are symbols, such as "BTC", traded against the dollar.

    `names` are ccxt's, the first is preferred. An exchange that fails does not cost the others.
    With `base_url` every exchange is asked there, by its own paths.
    """

    name = NAME

    def __init__(
        self,
        *,
        names: Sequence[str],
        base_url: str = "",
        now: Callable[[], datetime] | None = None,
        **options: Any,
    ):
        self._names = names
        self._base_url = base_url
        self._now = now or (lambda: datetime.now(UTC))
        self._options = options

    def markets(
        self, refs: Sequence[str] | None = None, *, top: int | None = None
    ) -> Page[QuoteRecord]:
        """The last price of each symbol, or of `refs`; none where exchanges disagree."""
        offers: dict[str, list[dict]] = {}
        errors, rejected = [], Counter[str]()
        for name in self._names:
            try:
                tickers = self._asked(name, lambda exchange: exchange.fetch_tickers())
            except ProviderError as error:
                errors.append(error)
                continue
            for pair, ticker in tickers.items():
                base, _, quoted = str(pair).partition("/")
                if quoted == DOLLAR and (refs is None or base in refs):
                    offers.setdefault(base, []).append(ticker)
        if errors and len(errors) == len(self._names):
            raise errors[0]
        records = [
            record for base in offers if (record := self._quote(base, offers[base], rejected))
        ]
        return Page(tuple(records[:top]), rejected=rejected)

    def history(self, ref: str, *, start: date, end: date) -> Page[CandleRecord]:
        """Completed days of a symbol against the dollar, of the first exchange that has any."""
        end = min(end, self._now().astimezone(UTC).date() - timedelta(days=1))
        since = int(datetime.combine(start, clock_time(), tzinfo=UTC).timestamp() * 1000)
        error: ProviderError | None = None
        for name in self._names:
            try:
                bars = self._asked(
                    name,
                    lambda exchange: exchange.fetch_ohlcv(
                        f"{ref}/{DOLLAR}", "1d", since=since, limit=MOST_BARS
                    ),
                )
            except ProviderError as refusal:
                error = refusal
                continue
            return _candles(bars, start=start, end=end)
        raise error or ProviderError(f"{NAME}: none is named", permanent=True)

    def _quote(self, base: str, tickers: list[dict], rejected: Counter) -> QuoteRecord | None:
        prices = [price for ticker in tickers if (price := positive(ticker.get("last")))]
        if not prices:
            rejected[NO_PRICE] += 1
            return None
        if max(prices) > MOST_APART * min(prices):
            rejected[DISAGREED] += 1
            return None
        # The day's range and volume of one exchange are not the market's.
        listing = AssetRecord(ref=base, symbol=base, name="")
        return QuoteRecord(ref=base, price=prices[0], as_of=self._now(), listing=listing)

    def _asked(self, name: str, ask: Callable[[Any], Any]) -> Any:
        import ccxt  # noqa: PLC0415 - see above

        if name not in ccxt.exchanges:
            raise ProviderError(f"{NAME}: ccxt knows no {name!r}", permanent=True)
        exchange = self._guarded(getattr(ccxt, name), name)
        try:
            return ask(exchange)
        except ccxt.BaseError as error:
            raise ProviderError(f"{name}: {type(error).__name__}") from None
        except ODD:
            raise ProviderError(f"{name}: the answer has another form") from None

    def _guarded(self, kind: type, name: str) -> Any:
        """An exchange of ccxt whose requests go through our client."""
        options, base_url = dict(self._options), self._base_url
        if (budget := options.get("budget")) is not None:
            # What one exchange bars this address from, the others still answer.
            options["budget"] = budget.at(name)

        class Guarded(kind):  # type: ignore[misc, valid-type]
            def fetch(self, url, method="GET", headers=None, body=None):
                if method != "GET":
                    raise ProviderError(f"{name}: only public prices are asked", permanent=True)
                parts = urlsplit(url)
                server = Vendor(name, base_url or f"{parts.scheme}://{parts.netloc}", **options)
                return server.get(parts.path + (f"?{parts.query}" if parts.query else ""))

            def parse_ticker(self, ticker, market=None):
                try:
                    return super().parse_ticker(ticker, market)
                except ODD:
                    # One odd row must not cost the others: it has no price.
                    return {"symbol": self.safe_symbol(None, market), "last": None}

        return Guarded({"enableRateLimit": False})


def _candles(bars: list, *, start: date, end: date) -> Page[CandleRecord]:
    found: dict[date, CandleRecord] = {}
    rejected: Counter[str] = Counter()
    for bar in bars:
        try:
            record = _candle(bar)
        except (*ODD, OSError):
            rejected[UNREADABLE] += 1
            continue
        if start <= record.day <= end:
            rejected["repeated"] += record.day in found
            found[record.day] = record
    return Page(tuple(found[day] for day in sorted(found)), rejected=+rejected)


def _candle(bar: Sequence) -> CandleRecord:
    stamp, *cells = bar
    opened, high, low, close = (positive(cell) for cell in cells[:4])
    if not low <= min(opened, close) <= max(opened, close) <= high:
        raise ValueError("not a bar")
    day = datetime.fromtimestamp(stamp / 1000, tz=UTC).date()
    return CandleRecord(day=day, open=opened, high=high, low=low, close=close)
