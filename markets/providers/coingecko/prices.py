"""CoinGecko's public API, version 3, without a key, with a demo key or with a pro key.

What their documentation says and this client holds to: any number may be null; a refusal comes
as a status code or as a 200 whose body is `{"status": {"error_code": …}}`; every call counts,
failed ones too; keyless and demo history ends 365 days back; a range of up to 90 days comes by
the hour, a longer one by the day at 00:00 UTC.
"""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Any
from urllib.parse import quote as quoted

from markets.providers.base import (
    KIND_COIN,
    KIND_RWA,
    KIND_STABLECOIN,
    AssetRecord,
    CandleRecord,
    GlobalRecord,
    HourRecord,
    Page,
    ProviderError,
    QuoteRecord,
    chunked,
    collected,
)
from markets.providers.categories import COINGECKO_CATEGORIES
from markets.providers.coingecko.access import open_server
from markets.providers.coingecko.rows import (
    asset_record,
    daily_candles,
    fiat_rates_from,
    global_record,
    hourly_closes,
    quote_record,
)

PER_PAGE = 250
LEFTOVER_SECONDS = 20.0
# A chart of more than 90 days comes by the day: a minute to spare.
HOURLY_SPAN = timedelta(days=90) - timedelta(minutes=1)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class CoinGecko:
    """The live provider. `top` is how many assets `markets` and `list_assets` rank by default.

    `access` is what `open_server` takes.
    """

    name = "coingecko"

    def __init__(
        self,
        *,
        top: int = 500,
        now: Callable[[], datetime] = _utc_now,
        **access: Any,
    ):
        self._server, self.plan = open_server(**access)
        self.top = top
        self._leftover: tuple[float, list] | None = None
        self._now = now

    def ping(self, *, timeout: float = 3.0) -> None:
        """Raises `ProviderError` unless the vendor says hello in time."""
        answer = self._server.get("/ping", timeout=timeout, retries=0)
        if not isinstance(answer, dict) or "gecko_says" not in answer:
            raise ProviderError("coingecko: odd answer to a ping")

    def list_assets(self) -> Page[AssetRecord]:
        """All that CoinGecko lists, with contracts; supplies and rank for the top.

        Kinds where they are known. A coin of the top that the list lacks is listed, too: the two
        are not of one moment.
        """
        listed = self._server.rows(
            "/coins/list", params={"include_platform": "true"}, conditional=True
        )
        top_rows = self._top_rows(self.top)
        self._leftover = (time.monotonic(), top_rows)
        ranked = {row["id"]: row for row in top_rows if _has_id(row)}
        names = {row["id"] for row in listed if _has_id(row)}
        listed = listed + [row for ref, row in ranked.items() if ref not in names]
        members = self._members(top={row["id"] for row in top_rows[:PER_PAGE] if _has_id(row)})
        asked = set(members) if self.plan.with_categories else set()

        def build(row: dict) -> AssetRecord:
            mine = tuple(slug for slug, refs in members.items() if row["id"] in refs)
            kind = KIND_COIN
            if "stablecoins" in mine:
                kind = KIND_STABLECOIN
            elif "rwa" in mine and "gold" in str(row.get("name", "")).lower():
                kind = KIND_RWA
            known = row["id"] in ranked
            return asset_record(
                row,
                figures=ranked.get(row["id"], {}),
                kind=kind if known else None,
                categories=mine if asked and known else None,
            )

        return collected(listed, build)

    def markets(
        self, refs: Sequence[str] | None = None, *, top: int | None = None
    ) -> Page[QuoteRecord]:
        """One request for each 250 assets.

        The first call after `list_assets` uses that one's rows if they are some seconds old at
        most: without a key the first start would not get through a minute's budget otherwise.
        """
        if refs is None:
            rows = self._take_leftover(top) or self._top_rows(top or self.top)
        else:
            rows = [
                row
                for chunk in chunked(refs, PER_PAGE)
                for row in self._market_rows(ids=",".join(chunk), per_page=PER_PAGE, page=1)
            ]
        return collected(rows, quote_record)

    def history(self, ref: str, *, start: date, end: date) -> Page[CandleRecord]:
        """Completed days; of what the plan can't reach, nothing is asked. One request."""
        now = self._now()
        end = min(end, now.date() - timedelta(days=1))
        begin = datetime.combine(start, clock_time(), tzinfo=UTC)
        earliest = self._earliest(now)
        if earliest is not None:
            begin = max(begin, earliest)
        finish = datetime.combine(end + timedelta(days=1), clock_time(0, 10), tzinfo=UTC)
        if begin.date() > end:
            return Page(())
        answer = self._chart(ref, begin, min(finish, now))
        return daily_candles(answer, start=max(start, begin.date()), end=end)

    def hours(self, ref: str, *, since: datetime) -> Page[HourRecord]:
        """Closes of completed hours, 90 days of them at most. One request."""
        now = self._now()
        begin = max(since, now - HOURLY_SPAN)
        return hourly_closes(self._chart(ref, begin, now), since=since, until=now)

    def _chart(self, ref: str, begin: datetime, finish: datetime) -> Any:
        return self._server.get(
            f"/coins/{quoted(ref, safe='')}/market_chart/range",
            params={
                "vs_currency": "usd",
                "from": int(begin.timestamp()),
                "to": int(finish.timestamp()),
                "precision": "full",
            },
        )

    def earliest_day(self) -> date | None:
        """The first whole day within the plan's reach."""
        earliest = self._earliest(self._now())
        return None if earliest is None else earliest.date() + timedelta(days=1)

    def _earliest(self, now: datetime) -> datetime | None:
        if self.plan.history is None:
            return None
        # An hour to spare, so that a slow request does not reach beyond the limit.
        return now - self.plan.history + timedelta(hours=1)

    def global_figures(self) -> GlobalRecord:
        """Totals as CoinGecko reckons them. One request."""
        return global_record(self._server.get("/global"))

    def fiat_rates(self) -> dict[str, float]:
        """USD per unit, worked out of rates per bitcoin. One request."""
        return fiat_rates_from(self._server.get("/exchange_rates"))

    def _take_leftover(self, top: int | None) -> list:
        leftover, self._leftover = self._leftover, None
        if leftover is None or top not in (None, self.top):
            return []
        return leftover[1] if time.monotonic() - leftover[0] < LEFTOVER_SECONDS else []

    def _members(self, *, top: set[str]) -> dict[str, set[str]]:
        """The assets in each category; without a key, of stablecoins alone, to spare requests.

        A server that answers with the market's `top` has not looked at the category: it says
        nothing about any asset's.
        """
        wanted = list(COINGECKO_CATEGORIES) if self.plan.with_categories else ["stablecoins"]
        members = {}
        for slug in wanted:
            rows = self._market_rows(category=COINGECKO_CATEGORIES[slug], per_page=PER_PAGE, page=1)
            found = {row["id"] for row in rows if _has_id(row)}
            if found != top:
                members[slug] = found
        return members

    def _top_rows(self, top: int) -> list:
        rows: list = []
        for page in range(1, -(-top // PER_PAGE) + 1):
            # The page size stays the same on every page, or the pages would overlap.
            found = self._market_rows(per_page=min(top, PER_PAGE), page=page)
            rows += found
            if len(found) < PER_PAGE:
                break
        return rows[:top]

    def _market_rows(self, **params: Any) -> list:
        fixed = {"vs_currency": "usd", "order": "market_cap_desc", "precision": "full"}
        rows = self._server.rows("/coins/markets", params=fixed | params)
        if len(rows) > PER_PAGE:
            # Each would become an asset and a quote.
            raise ProviderError(f"{self.name}: {len(rows)} rows on a page of {PER_PAGE}")
        return rows


def _has_id(row: Any) -> bool:
    return isinstance(row, dict) and isinstance(row.get("id"), str)
