"""CoinPaprika's tickers: prices of some thousand assets in one request, without a key.

The fall-back for when CoinGecko refuses: it has the whole market's prices, caps and volumes, where
an exchange has those of its own pairs alone. Its free plan renews prices about every five minutes.
"""

from collections.abc import Sequence
from typing import Any

from markets.providers.base import AssetRecord, Page, QuoteRecord, collected
from markets.providers.cells import (
    MAX_NAME,
    MAX_REF,
    MAX_SYMBOL,
    instant,
    number,
    optional,
    positive,
    words,
)
from markets.providers.vendor import Vendor

NAME = "coinpaprika"
URL = "https://api.coinpaprika.com/v1"
PER_MINUTE = 5


class CoinPaprika:
    """A `QuotesProvider`; references are the vendor's, such as "btc-bitcoin"."""

    name = NAME

    def __init__(self, *, base_url: str = "", **options: Any):
        self._server = Vendor(NAME, base_url or URL, **options)

    def markets(
        self, refs: Sequence[str] | None = None, *, top: int | None = None
    ) -> Page[QuoteRecord]:
        """All prices, or those of `refs`, or of the `top` assets by rank. One request."""
        page = collected(self._server.rows("/tickers"), _quote_record)
        records = sorted(page.records, key=lambda record: record.listing.rank or len(page.records))
        if refs is not None:
            wanted = set(refs)
            records = [record for record in records if record.ref in wanted]
        return Page(tuple(records[:top]), rejected=page.rejected)


def _quote_record(row: dict) -> QuoteRecord:
    """A row of /tickers. Without a price or an instant it is of no use: ValueError."""
    dollars = row["quotes"]["USD"]
    price = number(dollars["price"])
    if price is None:
        raise ValueError("no price")
    ref, change = words(row["id"], MAX_REF), optional(dollars.get("percent_change_24h"))
    rank = positive(row.get("rank"))
    return QuoteRecord(
        ref=ref,
        price=price,
        as_of=instant(row["last_updated"]),
        market_cap=positive(dollars.get("market_cap")),
        volume_24h=optional(dollars.get("volume_24h")),
        change_24h=None if change is None else change / 100,
        listing=AssetRecord(
            ref=ref,
            symbol=words(row["symbol"], MAX_SYMBOL).upper(),
            name=words(row["name"], MAX_NAME),
            rank=None if rank is None else int(rank),
        ),
    )
