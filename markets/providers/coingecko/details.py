"""What CoinGecko knows of an asset beyond its price: one request a call."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote as quoted

from markets.providers.base import CandleRecord, Page, ProviderError, collected
from markets.providers.cells import MAX_REF, words
from markets.providers.coingecko.access import NAME, open_server
from markets.providers.coingecko.detail_rows import (
    category_record,
    daily_ranges,
    details_record,
    venue_record,
)
from markets.providers.observed import CategoryRecord, DetailsRecord, VenueRecord

# The vendor's steps of `days`; up to 30 days come in bars of four hours or less.
DAYS = (1, 7, 14, 30)
MOST_MEMBERS = 250


def _utc_now() -> datetime:
    return datetime.now(UTC)


class CoinGeckoDetails:
    """A `DetailsProvider`; `access` is what `open_server` takes."""

    name = NAME

    def __init__(self, *, now: Callable[[], datetime] = _utc_now, **access: Any):
        self._server, plan = open_server(**access)
        self.at_once = plan.details_at_once
        self.lists_members = plan.with_categories
        self._now = now

    def details(self, ref: str) -> DetailsRecord:
        """The coin's own page. Raises `ProviderError` if the answer is of another coin."""
        flags = {
            "localization": "false", "tickers": "false", "market_data": "true",
            "community_data": "true", "developer_data": "true", "sparkline": "false",
        }  # fmt: skip
        answer = self._server.table(f"/coins/{quoted(ref, safe='')}", params=flags)
        try:
            record = details_record(answer, today=self._now().astimezone(UTC).date())
        except (KeyError, ValueError):
            raise ProviderError(
                f"{NAME}: the answer for {ref} has no coin in it", permanent=True
            ) from None
        if record.ref != ref:
            raise ProviderError(
                f"{NAME}: asked for {ref}, another coin was answered", permanent=True
            )
        return record

    def venues(self, ref: str) -> Page[VenueRecord]:
        """The hundred pairs with the largest volume; stale and odd ones are left out."""
        answer = self._server.table(
            f"/coins/{quoted(ref, safe='')}/tickers", params={"order": "volume_desc", "page": 1}
        )
        rows = answer.get("tickers")
        if not isinstance(rows, list):
            raise ProviderError(f"{NAME}: expected tickers")
        return collected(rows, venue_record)

    def ranges(self, ref: str, *, days: int = 30) -> Page[CandleRecord]:
        """Of the last `days`, at most 30, those that the vendor has whole."""
        asked = next((step for step in DAYS if step >= days), DAYS[-1])
        rows = self._server.rows(
            f"/coins/{quoted(ref, safe='')}/ohlc", params={"vs_currency": "usd", "days": asked}
        )
        return daily_ranges(rows, today=self._now().astimezone(UTC).date())

    def trending(self) -> Page[str]:
        """The most searched coins of the last day, the first first."""
        rows = self._server.table("/search/trending").get("coins")
        if not isinstance(rows, list):
            raise ProviderError(f"{NAME}: expected trending coins")
        return collected(rows, lambda row: words(row["item"]["id"], MAX_REF))

    def categories(self) -> Page[CategoryRecord]:
        """All categories with their sums."""
        return collected(self._server.rows("/coins/categories"), category_record)

    def members(self, ref: str) -> Page[str]:
        """Its 250 largest assets."""
        rows = self._server.rows(
            "/coins/markets",
            params={
                "vs_currency": "usd", "category": ref, "order": "market_cap_desc",
                "per_page": MOST_MEMBERS, "page": 1,
            },
        )  # fmt: skip
        return collected(rows, lambda row: words(row["id"], MAX_REF))
