"""A CoinGecko on a local port, which answers by its contract or as badly as it is told to."""

from dataclasses import dataclass, field

from tests.markets.fake_vendor import (
    FakeVendor,
    cut_off,
    limit_in_body,
    silence,
    slow_head,
    status,
    text,
    trickle,
)

__all__ = [
    "BTC", "FakeCoinGecko", "coin", "cut_off", "limit_in_body", "silence", "slow_head", "status",
    "text", "trickle",
]  # fmt: skip

BTC = {
    "id": "bitcoin",
    "symbol": "btc",
    "name": "Bitcoin",
    "current_price": 67187.3358936566,
    "market_cap": 1317802988326.25,
    "market_cap_rank": 1,
    "fully_diluted_valuation": 1407735484295.0,
    "total_volume": 31260929299.5248,
    "high_24h": 67500.5,
    "low_24h": 66000.25,
    "price_change_percentage_24h": 2.5,
    "circulating_supply": 19675987.0,
    "total_supply": 21000000.0,
    "max_supply": 21000000.0,
    "last_updated": "2026-04-07T16:49:31.736Z",
}


def coin(slug: str, **changes) -> dict:
    """A row of /coins/markets."""
    return {**BTC, "id": slug, "symbol": slug[:4], "name": slug.title(), **changes}


@dataclass(kw_only=True)
class FakeCoinGecko(FakeVendor):
    """`coins` is the market by cap; `routes` are further answers by path.

    `unlisted` are coins that have a price and that the list of coins does not name.
    """

    coins: list = field(default_factory=lambda: [dict(BTC)])
    unlisted: set[str] = field(default_factory=set)
    members: dict[str, list] = field(default_factory=dict)
    charts: dict[str, dict] = field(default_factory=dict)
    root: str = "/api/v3"
    # As a mock does that answers with its one example.
    ignores_category: bool = False

    def answer(self, path: str, query: dict[str, str]) -> object | None:
        """The proper answer, None where there is none."""
        path = path.removeprefix("/api/v3")
        if path == "/ping":
            return {"gecko_says": "(V3) To the Moon!"}
        if path == "/coins/list":
            listed = [row for row in self.coins if row["id"] not in self.unlisted]
            asked = ("id", "symbol", "name")
            if query.get("include_platform") == "true":
                asked = (*asked, "platforms")
            return [{key: row.get(key) for key in asked} for row in listed]
        if path == "/coins/markets":
            return self._markets(query)
        if path == "/global":
            return GLOBAL
        if path == "/exchange_rates":
            return RATES
        if path.endswith("/market_chart/range"):
            return self.charts.get(path.split("/")[2])
        return self.routes.get(path)

    def _markets(self, query: dict[str, str]) -> list:
        rows = self.coins
        if "category" in query and not self.ignores_category:
            rows = self.members.get(query["category"], [])
        if "ids" in query:
            rows = [row for row in rows if row["id"] in query["ids"].split(",")]
        size, page = int(query.get("per_page", 100)), int(query.get("page", 1))
        return rows[(page - 1) * size : page * size]


GLOBAL = {
    "data": {
        "active_cryptocurrencies": 17000,
        "total_market_cap": {"usd": 2.5e12},
        "total_volume": {"usd": 9.0e10},
        "market_cap_percentage": {"btc": 57.5, "eth": 11.0},
        "market_cap_change_percentage_24h_usd": -1.25,
        "updated_at": 1775580571,
    }
}
RATES = {
    "rates": {
        "btc": {"name": "Bitcoin", "unit": "BTC", "value": 1.0, "type": "crypto"},
        "usd": {"name": "US Dollar", "unit": "$", "value": 60000.0, "type": "fiat"},
        "eur": {"name": "Euro", "unit": "€", "value": 50000.0, "type": "fiat"},
        "xau": {"name": "Gold - Troy Ounce", "unit": "XAU", "value": 15.0, "type": "commodity"},
        "bad": {"name": "Odd", "unit": "?", "value": None, "type": "fiat"},
    }
}
