"""DefiLlama's open API: value locked, fees and yields of protocols and chains, without a key."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote as quoted

from markets.providers.base import ObservationRecord, Page, ProviderError, collected
from markets.providers.defillama.rows import (
    ChainRecord,
    ProtocolRecord,
    chain_record,
    fees_by_id,
    pool_record,
    protocol_record,
    series_points,
)
from markets.providers.defillama.totals import totals
from markets.providers.observed import PoolRecord
from markets.providers.vendor import Vendor

NAME = "defillama"
URL = "https://api.llama.fi"
YIELDS_URL = "https://yields.llama.fi"
PER_MINUTE = 30
# All protocols with their chains are some 10 MB.
MAX_BYTES = 80_000_000
LEAN = {"excludeTotalDataChart": "true", "excludeTotalDataChartBreakdown": "true"}


class DefiLlama:
    """A `TotalsProvider` of what is locked and paid today; references are CoinGecko's."""

    name = NAME

    def __init__(
        self,
        *,
        base_url: str = "",
        yields_url: str = "",
        now: Callable[[], datetime] | None = None,
        **options: Any,
    ):
        options = {"max_bytes": MAX_BYTES, "deadline": 90.0, **options}
        self._server = Vendor(NAME, base_url or URL, **options)
        self._yields = Vendor(NAME, yields_url or YIELDS_URL, **options)
        self._now = now or (lambda: datetime.now(UTC))

    def latest(self) -> Page[ObservationRecord]:
        """Today's TVL, and the last day's fees, of every asset that a chain or a protocol has."""
        protocols, chains = self.protocols(), self.chains()
        answer = self._server.table("/overview/fees", params=LEAN, conditional=True)
        fees, odd = fees_by_id(answer)
        today = self._now().astimezone(UTC).date()
        page = totals(protocols.records, chains.records, fees, today=today)
        return Page(
            page.records,
            rejected=Counter(page.rejected)
            + Counter(protocols.rejected)
            + Counter(chains.rejected)
            + Counter(odd),
        )

    def protocols(self) -> Page[ProtocolRecord]:
        """Every protocol with what is locked in it."""
        return collected(self._server.rows("/protocols", conditional=True), protocol_record)

    def chains(self) -> Page[ChainRecord]:
        """Every chain with what is locked on it."""
        return collected(self._server.rows("/v2/chains", conditional=True), chain_record)

    def chain_tvl(self, chain: str, *, start: date, end: date) -> Page[tuple[date, float]]:
        """What was locked on a chain, by day; `chain` is its name."""
        rows = self._server.rows(f"/v2/historicalChainTvl/{quoted(chain, safe='')}")
        return series_points(rows, "date", "tvl", figure="tvl", start=start, end=self._until(end))

    def protocol_tvl(self, slug: str, *, start: date, end: date) -> Page[tuple[date, float]]:
        """What was locked in a protocol, or in all of a family of them, by day."""
        answer = self._server.table(f"/protocol/{quoted(slug, safe='')}")
        return series_points(
            _list(answer.get("tvl")), "date", "totalLiquidityUSD",
            figure="tvl", start=start, end=self._until(end),
        )  # fmt: skip

    def fees(self, slug: str, *, start: date, end: date) -> Page[tuple[date, float]]:
        """What was paid to use a protocol or a chain, by day."""
        answer = self._server.table(f"/summary/fees/{quoted(slug, safe='')}")
        return series_points(
            _list(answer.get("totalDataChart")), 0, 1,
            figure="fees", start=start, end=self._until(end),
        )  # fmt: skip

    def pools(self) -> Page[PoolRecord]:
        """Every pool with its yield."""
        answer = self._yields.table("/pools", conditional=True)
        return collected(_list(answer.get("data")), pool_record)

    def _until(self, end: date) -> date:
        return min(end, self._now().astimezone(UTC).date())


def _list(rows: Any) -> list:
    if not isinstance(rows, list):
        raise ProviderError(f"{NAME}: expected a list of rows")
    return rows
