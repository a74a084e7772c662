"""CoinGecko's JSON, a row at a time, as records. A row that makes no sense raises ValueError."""

from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

from markets.providers.base import (
    NOT_ASKED_FOR,
    UNREADABLE,
    AssetRecord,
    CandleRecord,
    GlobalRecord,
    HourRecord,
    Page,
    ProviderError,
    QuoteRecord,
)
from markets.providers.cells import (
    MAX_NAME,
    MAX_REF,
    MAX_SYMBOL,
    instant,
    number,
    optional,
    positive,
    storable,
    words,
)

# A point stamped up to this long after midnight closes the day before and opens its own.
MIDNIGHT_SLACK = timedelta(minutes=10)
AN_HOUR = timedelta(hours=1)
LONGEST_CHAIN, LONGEST_CONTRACT = 60, 200
# By the hour a day has 24 points.
LEAST_POINTS = 12


def quote_record(row: dict) -> QuoteRecord:
    """A row of /coins/markets. Without a price or an instant it is of no use: ValueError."""
    price = number(row["current_price"])
    if price is None:
        raise ValueError("no price")
    change = optional(row.get("price_change_percentage_24h"))
    return QuoteRecord(
        ref=words(row["id"], MAX_REF),
        price=price,
        as_of=instant(row["last_updated"]),
        market_cap=positive(row.get("market_cap")),
        volume_24h=optional(row.get("total_volume")),
        change_24h=None if change is None else change / 100,
        high_24h=positive(row.get("high_24h")),
        low_24h=positive(row.get("low_24h")),
        listing=_listing(row),
    )


def _listing(row: dict) -> AssetRecord | None:
    """The coin as its price's row describes it; a price without a name is still a price."""
    try:
        return asset_record(row, figures=row, kind=None, categories=None)
    except (KeyError, ValueError):
        return None


def asset_record(
    row: dict, *, figures: dict, kind: str | None, categories: tuple[str, ...] | None
) -> AssetRecord:
    """A row of /coins/list with the figures of the same coin's row of /coins/markets, or {}."""
    rank = positive(figures.get("market_cap_rank"))
    return AssetRecord(
        ref=words(row["id"], MAX_REF),
        symbol=words(row["symbol"], MAX_SYMBOL).upper(),
        name=words(row["name"], MAX_NAME),
        kind=kind,
        categories=categories,
        circulating_supply=positive(figures.get("circulating_supply")),
        total_supply=positive(figures.get("total_supply")),
        max_supply=positive(figures.get("max_supply")),
        rank=None if rank is None else int(rank),
        contracts=contracts_of(row.get("platforms")),
    )


def contracts_of(platforms: Any) -> dict[str, str]:
    """Addresses by the vendor's name of the chain; a chain's own coin has an empty one there."""
    if not isinstance(platforms, dict):
        return {}
    return {
        chain: address.strip()
        for chain, address in platforms.items()
        if 0 < len(chain) <= LONGEST_CHAIN and storable(chain) == chain
        if isinstance(address, str) and 0 < len(address.strip()) <= LONGEST_CONTRACT
        if storable(address) == address
    }


def daily_candles(answer: Any, *, start: date, end: date) -> Page[CandleRecord]:
    """Points of /market_chart/range, by the hour or the day, gathered into UTC days.

    A day opens at the close before. One of fewer than `LEAST_POINTS` points has a close alone: what
    it reached between them is not known.
    """
    points, skipped = _chart_points(answer)
    volumes, caps = (_beside(answer, name) for name in ("total_volumes", "market_caps"))
    candles, last_close = [], None
    for day, group in groupby(points, key=lambda point: (point[0] - MIDNIGHT_SLACK).date()):
        inside = list(group)
        prices = [price for _, price in inside]
        opened = prices[0] if last_close is None else last_close
        has_range = len(inside) >= LEAST_POINTS
        candle = CandleRecord(
            day=day,
            open=opened if has_range else None,
            high=max(opened, *prices) if has_range else None,
            low=min(opened, *prices) if has_range else None,
            close=prices[-1],
            volume=volumes.get(inside[-1][0]),
            market_cap=caps.get(inside[-1][0]),
        )
        last_close = candle.close
        candles.append(candle)
    wanted = tuple(candle for candle in candles if start <= candle.day <= end)
    # A proper answer may touch the days before and after.
    first, last = start - timedelta(days=1), end + timedelta(days=1)
    astray = sum(not first <= candle.day <= last for candle in candles)
    return Page(wanted, rejected=_left_out(skipped, astray))


def hourly_closes(answer: Any, *, since: datetime, until: datetime) -> Page[HourRecord]:
    """The last point of each completed hour; what was reached between two is not known.

    A point stamped shortly after the hour closes the one before.
    """
    points, skipped = _chart_points(answer)
    closes = {
        (at - MIDNIGHT_SLACK).replace(minute=0, second=0, microsecond=0): price
        for at, price in points
    }
    found = tuple(
        HourRecord(start=start, close=price)
        for start, price in closes.items()
        if since <= start <= until - AN_HOUR
    )
    astray = sum(not since - AN_HOUR <= start <= until for start in closes)
    return Page(found, rejected=_left_out(skipped, astray))


def _left_out(unreadable: int, astray: int) -> dict[str, int]:
    counts = {UNREADABLE: unreadable, NOT_ASKED_FOR: astray}
    return {reason: count for reason, count in counts.items() if count}


def _chart_points(answer: Any) -> tuple[list[tuple[datetime, float]], int]:
    if not isinstance(answer, dict) or not isinstance(answer.get("prices"), list):
        raise ProviderError("coingecko: expected a chart")
    return _points(answer["prices"])


def _beside(answer: dict, name: str) -> dict[datetime, float]:
    """What stands beside the prices of a chart, by instant; a series that is none is empty."""
    pairs = answer.get(name)
    return dict(_points(pairs)[0]) if isinstance(pairs, list) else {}


def _points(pairs: list) -> tuple[list[tuple[datetime, float]], int]:
    points, skipped = {}, 0
    for pair in pairs:
        try:
            stamp, value = pair
            price = number(value)
            if price is None or price <= 0:
                raise ValueError("no price")
            points[datetime.fromtimestamp(number(stamp) / 1000, tz=UTC)] = price
        except (TypeError, ValueError, OverflowError, OSError):
            skipped += 1
    return sorted(points.items()), skipped


def global_record(answer: Any) -> GlobalRecord:
    """The body of /global; shares come in percent."""
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, dict):
        raise ProviderError("coingecko: expected global figures")

    def inner(name: str, key: str) -> float | None:
        table = data.get(name)
        return optional(table.get(key)) if isinstance(table, dict) else None

    dominance = inner("market_cap_percentage", "btc")
    return GlobalRecord(
        total_market_cap=inner("total_market_cap", "usd"),
        total_volume_24h=inner("total_volume", "usd"),
        btc_dominance=None if dominance is None else dominance / 100,
    )


def fiat_rates_from(answer: Any) -> dict[str, float]:
    """The body of /exchange_rates, units per bitcoin, as USD per unit of each fiat currency."""
    rates = answer.get("rates") if isinstance(answer, dict) else None
    if not isinstance(rates, dict):
        raise ProviderError("coingecko: expected exchange rates")
    per_bitcoin = {
        code.upper(): value
        for code, row in rates.items()
        if isinstance(row, dict) and row.get("type") == "fiat"
        if (value := positive(row.get("value"))) is not None
    }
    if "USD" not in per_bitcoin:
        raise ProviderError("coingecko: exchange rates without the dollar")
    dollars = per_bitcoin["USD"]
    return {code: dollars / value for code, value in per_bitcoin.items()}
