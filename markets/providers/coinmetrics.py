"""Coin Metrics' community API, version 4: usage of chains by day, without a key.

Its data is licensed for non-commercial use (CC BY-NC 4.0). Numbers come as strings; a day that is
not complete yet is left out by the vendor; pages follow by `next_page_token`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from markets.providers.base import UNREADABLE, ObservationRecord, Page, ProviderError
from markets.providers.cells import MAX_REF, number, past_day, words
from markets.providers.observed import WITNESS, checked, series_of
from markets.providers.vendor import Vendor

NAME = "coinmetrics"
URL = "https://community-api.coinmetrics.io/v4"
PER_MINUTE = 60
PER_PAGE = 10_000
MOST_PAGES = 50
DAILY = "1d"
PRICE = "PriceUSD"
# Each figure by the metrics that it is worked out of, the first that an asset has.
FIGURES: dict[str, tuple[tuple[str, ...], ...]] = {
    "active_addresses": (("AdrActCnt",),),
    "transactions": (("TxCnt",),),
    "fees": (("FeeTotUSD",), ("FeeTotNtv", PRICE)),
    "transfer_value": (("TxTfrValAdjUSD",), ("TxTfrValAdjNtv", PRICE)),
    "realised_cap": (("CapRealUSD",), ("CapMrktCurUSD", "CapMVRVCur")),
}


class CoinMetrics:
    """An `ObservationsProvider`; references are the vendor's, such as "btc"."""

    name = NAME

    def __init__(self, *, base_url: str = "", now: Callable[[], datetime] | None = None, **options):
        self._server = Vendor(NAME, base_url or URL, **options)
        self._now = now or (lambda: datetime.now(UTC))
        self._metrics: dict[str, tuple[str, ...]] = {}

    def offered(self) -> dict[str, tuple[str, ...]]:
        """By reference, the daily metrics that figures are worked out of."""
        wanted = {metric for ways in FIGURES.values() for way in ways for metric in way}
        found: dict[str, tuple[str, ...]] = {}
        for row in self._pages("/catalog-v2/asset-metrics", {"page_size": PER_PAGE}):
            if not isinstance(row, dict) or not isinstance(row.get("metrics"), list):
                continue
            daily = tuple(sorted(set(_daily_metrics(row["metrics"])) & wanted))
            if isinstance(row.get("asset"), str) and daily:
                found[row["asset"]] = daily
        self._metrics = found
        return found

    def observations(self, ref: str, *, start: date, end: date) -> Page[ObservationRecord]:
        """Figures by day, and `WITNESS`, of what is offered: a metric that is not is refused."""
        metrics = (self._metrics or self.offered()).get(ref)
        if not metrics:
            return Page(())
        rejected: Counter[str] = Counter()
        values: dict[tuple[str, date], float] = {}
        end = min(end, self._now().astimezone(UTC).date())
        asked = {
            "assets": ref, "metrics": ",".join(metrics), "frequency": DAILY,
            "start_time": start.isoformat(), "end_time": end.isoformat(), "page_size": PER_PAGE,
        }  # fmt: skip
        for row in self._pages("/timeseries/asset-metrics", asked):
            try:
                day = _day(row, ref=ref, start=start, end=end)
            except (KeyError, TypeError, ValueError, AttributeError):
                rejected[UNREADABLE] += 1
                continue
            for figure, value in _figures(row, rejected):
                rejected["repeated"] += (figure, day) in values
                values[figure, day] = value
        return Page(series_of(ref, values), rejected=+rejected)

    def _pages(self, path: str, params: Mapping[str, Any]) -> Iterator[Any]:
        """The rows of all pages. Raises `ProviderError` where they never end."""
        token = None
        for _ in range(MOST_PAGES):
            answer = self._server.table(
                path, params={**params, **({"next_page_token": token} if token else {})},
                conditional=path.startswith("/catalog"),
            )  # fmt: skip
            rows = answer.get("data")
            if not isinstance(rows, list):
                raise ProviderError(f"{NAME}: expected data")
            yield from rows
            before, token = token, answer.get("next_page_token")
            if not token:
                return
            if token == before or not isinstance(token, str):
                break
        raise ProviderError(f"{NAME}: {path} has pages without an end")


def _daily_metrics(metrics: list) -> Iterator[str]:
    for entry in metrics:
        if not isinstance(entry, dict) or not isinstance(entry.get("metric"), str):
            continue
        frequencies = entry.get("frequencies")
        for one in frequencies if isinstance(frequencies, list) else ():
            if isinstance(one, dict) and one.get("frequency") == DAILY:
                yield entry["metric"]


def _day(row: dict, *, ref: str, start: date, end: date) -> date:
    if words(row["asset"], MAX_REF) != ref:
        raise ValueError("another asset")
    # Nanoseconds are more than Python reads.
    day = past_day(words(row["time"], 40)[:19], today=end)
    if day < start:
        raise ValueError("a day that was not asked for")
    return day


def _figures(row: dict, rejected: Counter) -> Iterator[tuple[str, float]]:
    """Each figure that the row has, and the vendor's price; odd ones are counted."""
    price = _cell(row, PRICE, rejected)
    if price:
        yield WITNESS, price
    for figure, ways in FIGURES.items():
        for way in ways:
            cells = [price if name == PRICE else _cell(row, name, rejected) for name in way]
            if None in cells:
                continue
            try:
                yield figure, checked(figure, _combined(figure, *cells))
            except (ValueError, ZeroDivisionError) as error:
                reason = str(error) if isinstance(error, ValueError) else "out of range"
                rejected[reason] += 1
            break


def _combined(figure: str, first: float, second: float | None = None) -> float:
    if second is None:
        return first
    return first / second if figure == "realised_cap" else first * second


def _cell(row: dict, name: str, rejected: Counter) -> float | None:
    try:
        return number(row.get(name))
    except ValueError:
        rejected["not a number"] += 1
        return None
