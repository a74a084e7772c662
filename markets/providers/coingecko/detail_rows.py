"""CoinGecko's coins, tickers, bars and categories as records. An odd row raises ValueError."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, pairwise
from typing import Any

from markets.providers.base import UNREADABLE, CandleRecord, Page
from markets.providers.cells import (
    MAX_NAME,
    MAX_REF,
    MAX_SYMBOL,
    inner,
    number,
    optional,
    past_day,
    positive,
    storable,
    words,
)
from markets.providers.coingecko.rows import contracts_of
from markets.providers.observed import CategoryRecord, DetailsRecord, Figures, VenueRecord

LONGEST_DESCRIPTION = 20_000
LONGEST_LINK = 500
LONGEST_PAIR = 200
MOST_LINKS = 10
# How many bars of each length, in minutes, a whole day has.
BARS_A_DAY = {30: 48, 240: 6}
# A vendor's bars begin and end a little off the hour.
BAR_SLACK = timedelta(minutes=10)
NOT_WHOLE = "day without all of its bars"
PLACES = {
    "homepage": "homepage", "explorers": "blockchain_site", "forums": "official_forum_url",
    "chats": "chat_url", "announcements": "announcement_url", "paper": "whitepaper",
    "reddit": "subreddit_url",
}  # fmt: skip


def details_record(row: dict, *, today: date) -> DetailsRecord:
    """An answer of /coins/{id}; that of /coins/{chain}/contract/{address} has the same form."""
    figures = Figures()
    market = row.get("market_data")
    figures.take_supplies(
        circulating=inner(row, "market_data", "circulating_supply"),
        total=inner(row, "market_data", "total_supply"),
        maximum=inner(row, "market_data", "max_supply"),
    )
    links = _links(row.get("links"))
    if links.get("repositories"):
        _take_development(figures, row.get("developer_data"))
    figures.take("watchers", row.get("watchlist_portfolio_users"))
    figures.take("votes_up", row.get("sentiment_votes_up_percentage"))
    figures.take("telegram_users", inner(row, "community_data", "telegram_channel_user_count"))
    return DetailsRecord(
        ref=words(row["id"], MAX_REF),
        symbol=words(row["symbol"], MAX_SYMBOL).upper(),
        name=words(row["name"], MAX_NAME),
        price=positive(inner(market, "current_price", "usd")),
        fdv=positive(inner(market, "fully_diluted_valuation", "usd")),
        description=_text(inner(row, "description", "en"), LONGEST_DESCRIPTION),
        algorithm=_text(row.get("hashing_algorithm"), MAX_NAME),
        launched_on=_launch(row.get("genesis_date"), today=today),
        categories=tuple(_texts(row.get("categories"), MAX_NAME)),
        contracts=contracts_of(row.get("platforms")),
        links=links,
        figures=figures.values,
        rejected=figures.rejected,
    )


def _take_development(figures: Figures, data: Any) -> None:
    """The vendor's zeros of a coin without repositories say nothing: there is no call then."""
    figures.take("commits_4w", inner(data, "commit_count_4_weeks"))
    figures.take("contributors", inner(data, "pull_request_contributors"))
    figures.take("merged_prs", inner(data, "pull_requests_merged"))
    figures.take("stars", inner(data, "stars"))
    closed, issues = optional(inner(data, "closed_issues")), positive(inner(data, "total_issues"))
    if closed is not None and issues is not None:
        figures.take("closed_share", 100 * closed / issues)


def _links(found: Any) -> dict[str, tuple[str, ...]]:
    links = {name: _addresses(inner(found, key)) for name, key in PLACES.items()}
    repositories = inner(found, "repos_url")
    if isinstance(repositories, dict):
        links["repositories"] = tuple(
            address for part in repositories.values() for address in _addresses(part)
        )
    return {name: addresses for name, addresses in links.items() if addresses}


def _addresses(value: Any) -> tuple[str, ...]:
    """Web addresses alone: what is shown as a link must not run as a script."""
    texts = _texts([value] if isinstance(value, str) else value, LONGEST_LINK)
    return tuple(one for one in texts if one.startswith(("https://", "http://")))[:MOST_LINKS]


def _texts(values: Any, longest: int) -> Iterable[str]:
    found = (_text(value, longest) for value in values) if isinstance(values, list) else ()
    return [text for text in found if text]


def _text(value: Any, longest: int) -> str:
    """A text that may be missing; an odd one is as good as none."""
    if not isinstance(value, str):
        return ""
    return storable(value).strip()[:longest]


def _launch(value: Any, *, today: date) -> date | None:
    try:
        return past_day(value, today=today)
    except (TypeError, ValueError):
        return None


def venue_record(row: dict) -> VenueRecord:
    """A row of /tickers. One that the vendor calls stale or an anomaly is not counted."""
    if row.get("is_stale") or row.get("is_anomaly"):
        raise ValueError("stale or an anomaly")
    volume = number(row["converted_volume"]["usd"])
    if volume is None or volume < 0:
        raise ValueError("no volume")
    spread = optional(row.get("bid_ask_spread_percentage"))
    pair = f"{words(row['base'], LONGEST_PAIR)}/{words(row['target'], LONGEST_PAIR)}"
    return VenueRecord(
        venue=words(row["market"]["name"], MAX_NAME),
        pair=pair[:MAX_NAME],
        volume=volume,
        spread=None if spread is None or spread < 0 else spread / 100,
        trust=_text(row.get("trust_score"), MAX_SYMBOL),
    )


def category_record(row: dict) -> CategoryRecord:
    """A row of /coins/categories."""
    change = optional(row.get("market_cap_change_24h"))
    return CategoryRecord(
        ref=words(row["id"], MAX_REF),
        name=words(row["name"], MAX_NAME),
        market_cap=positive(row.get("market_cap")),
        volume_24h=positive(row.get("volume_24h")),
        change_24h=None if change is None else change / 100,
        leaders=tuple(_texts(row.get("top_3_coins_id"), MAX_REF)),
    )


def daily_ranges(rows: list, *, today: date) -> Page[CandleRecord]:
    """Bars of /ohlc, each stamped with its end, as whole UTC days before today.

    A former day without all of its bars is left out and counted, as the first one mostly is.
    """
    bars: dict[datetime, tuple[float, ...]] = {}
    rejected: Counter[str] = Counter()
    for row in rows:
        try:
            end, bar = _bar(row)
        except (TypeError, ValueError, OverflowError, OSError):
            rejected[UNREADABLE] += 1
        else:
            rejected["repeated"] += end in bars
            bars[end] = bar
    ends = sorted(bars)
    steps = Counter(round((b - a).total_seconds() / 60) for a, b in pairwise(ends))
    # Bars of another length make no whole day.
    length = steps.most_common(1)[0][0] if steps else 0
    whole = BARS_A_DAY.get(length, len(bars) + 1)
    candles = []
    for day, group in groupby(ends, key=lambda end: (end - BAR_SLACK).date()):
        inside = [bars[end] for end in group]
        if day >= today:
            continue
        if len(inside) >= whole:
            candles.append(_candle(day, inside))
        else:
            rejected[NOT_WHOLE] += 1
    return Page(tuple(candles), rejected=+rejected)


def _bar(row: list) -> tuple[datetime, tuple[float, ...]]:
    stamp, *cells = row
    opened, high, low, close = (positive(cell) for cell in cells)
    bar = (opened, high, low, close)
    if None in bar or not low <= min(opened, close) <= max(opened, close) <= high:
        raise ValueError("not a bar")
    return datetime.fromtimestamp(number(stamp) / 1000, tz=UTC), bar


def _candle(day: date, bars: list[tuple[float, ...]]) -> CandleRecord:
    return CandleRecord(
        day=day,
        open=bars[0][0],
        high=max(bar[1] for bar in bars),
        low=min(bar[2] for bar in bars),
        close=bars[-1][3],
    )
