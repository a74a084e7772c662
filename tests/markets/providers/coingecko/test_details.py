"""What CoinGecko knows of a coin beyond its price, by its contract and against its breaches."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from markets.providers.base import ProviderError
from markets.providers.coingecko.detail_rows import NOT_WHOLE
from markets.providers.coingecko.details import CoinGeckoDetails
from tests.markets import fake_coingecko as bad

NOW = datetime(2026, 4, 7, 17, tzinfo=UTC)
UNISWAP = {
    "id": "uniswap", "symbol": "uni", "name": "Uniswap", "asset_platform_id": "ethereum",
    "platforms": {"ethereum": "0x1F98", "tron": None, "": ""},
    "hashing_algorithm": None, "categories": ["Exchange", None, "DeFi"],
    "description": {"en": "A market maker."},
    "links": {
        "homepage": ["https://uniswap.org", "", "javascript:alert(1)"],
        "whitepaper": "https://uniswap.org/paper.pdf", "subreddit_url": None,
        "blockchain_site": ["https://etherscan.io/token/0x1F98"],
        "repos_url": {"github": ["https://github.com/Uniswap/v4"], "bitbucket": []},
    },
    "genesis_date": "2020-09-17", "sentiment_votes_up_percentage": 81.5,
    "watchlist_portfolio_users": 600000,
    "market_data": {
        "current_price": {"usd": 7.5, "eur": 7.0}, "fully_diluted_valuation": {"usd": 7.5e9},
        "total_supply": 1.0e9, "max_supply": None, "circulating_supply": 6.0e8,
    },
    "community_data": {"telegram_channel_user_count": None, "reddit_subscribers": 5},
    "developer_data": {
        "stars": 4000, "total_issues": 200, "closed_issues": 150, "pull_requests_merged": 90,
        "pull_request_contributors": 30, "commit_count_4_weeks": 12,
    },
}  # fmt: skip


@pytest.fixture
def details(fake):
    return CoinGeckoDetails(base_url=fake.url, now=lambda: NOW, sleep=lambda seconds: None)


@pytest.fixture
def answer(fake):
    """Has /coins/uniswap answer with some cells replaced."""

    def put(**changes):
        fake.routes["/coins/uniswap"] = UNISWAP | changes

    return put


def test_a_coin_has_its_figures_links_and_contracts(details, answer, fake):
    answer()
    found = details.details("uniswap")
    assert (found.symbol, found.name, found.price, found.fdv) == ("UNI", "Uniswap", 7.5, 7.5e9)
    assert found.figures == {
        "circulating_supply": 6e8, "total_supply": 1e9, "watchers": 600000.0, "votes_up": 81.5,
        "commits_4w": 12.0, "contributors": 30.0, "merged_prs": 90.0, "closed_share": 75.0,
        "stars": 4000.0,
    }  # fmt: skip
    assert found.contracts == {"ethereum": "0x1F98"}
    assert found.launched_on == date(2020, 9, 17)
    assert found.categories == ("Exchange", "DeFi")
    assert found.description == "A market maker."
    assert found.links["homepage"] == ("https://uniswap.org",)
    assert found.links["repositories"] == ("https://github.com/Uniswap/v4",)
    assert found.rejected == {}
    query = fake.requests[0].query
    assert (query["tickers"], query["developer_data"]) == ("false", "true")


def test_every_cell_may_be_null(details, fake):
    fake.routes["/coins/bare"] = dict.fromkeys(UNISWAP) | {
        "id": "bare", "symbol": "b", "name": "Bare"
    }  # fmt: skip
    found = details.details("bare")
    assert (found.price, found.figures, found.links, found.contracts) == (None, {}, {}, {})


@pytest.mark.parametrize("cell", [7, "text", [], {"usd": "x"}, [None], True])
def test_parts_of_another_form_cost_no_other_part(details, answer, cell):
    parts = ("market_data", "community_data", "links", "description", "platforms", "genesis_date",
             "categories", "developer_data")  # fmt: skip
    for part in parts:
        answer(**{part: cell})
        found = details.details("uniswap")
        assert found.figures["watchers"] == 600000.0


@pytest.mark.parametrize(
    ("value", "reason"),
    [(-1, "out of range"), (1e31, "out of range"), ("many", "not a number"), ([], "not a number")],
)
def test_figures_that_make_no_sense_are_counted_and_cost_no_other(details, answer, value, reason):
    answer(market_data={"circulating_supply": value, "total_supply": 5.0})
    found = details.details("uniswap")
    assert "circulating_supply" not in found.figures
    assert found.figures["total_supply"] == 5.0
    assert found.rejected == {reason: 1}


def test_infinite_figures_do_not_get_through(details, fake):
    body = json.dumps(UNISWAP | {"watchlist_portfolio_users": 1}).replace(
        '"watchlist_portfolio_users": 1', '"watchlist_portfolio_users": NaN'
    )
    fake.replies = [bad.text(body.encode())]
    assert "watchers" not in details.details("uniswap").figures


@pytest.mark.parametrize(
    "supplies",
    [
        {"circulating_supply": 6e11, "total_supply": 1e9, "max_supply": None},
        {"circulating_supply": 5.0, "total_supply": 9.0, "max_supply": 8.0},
        {"circulating_supply": 9.0, "total_supply": None, "max_supply": 8.0},
    ],
)
def test_supplies_that_contradict_each_other_are_all_left_out(details, answer, supplies):
    answer(market_data=supplies)
    found = details.details("uniswap")
    assert not {name for name in found.figures if name.endswith("supply")}
    assert set(found.rejected) == {"supplies that contradict each other"}


def test_a_supply_of_zero_is_an_unknown_one(details, answer):
    answer(market_data={"circulating_supply": 0, "total_supply": 10.0, "max_supply": 0})
    found = details.details("uniswap")
    assert "circulating_supply" not in found.figures
    assert found.figures["total_supply"] == 10.0


def test_zeros_of_a_coin_without_repositories_are_no_development(details, answer):
    answer(links={}, developer_data={"stars": 0, "commit_count_4_weeks": 0})
    assert "stars" not in details.details("uniswap").figures


def test_a_launch_that_is_to_come_is_not_believed(details, answer):
    answer(genesis_date="2031-01-01")
    assert details.details("uniswap").launched_on is None


@pytest.mark.parametrize("body", [UNISWAP | {"id": "other"}, {}, {"id": None}, {"id": "uniswap"}])
def test_the_answer_of_another_coin_or_of_none_is_an_error(details, fake, body):
    fake.routes["/coins/uniswap"] = body
    with pytest.raises(ProviderError):
        details.details("uniswap")


def ticker(venue: str, volume: object, **changes) -> dict:
    return {
        "base": "UNI", "target": "USDT", "market": {"name": venue, "identifier": venue.lower()},
        "converted_volume": {"usd": volume}, "trust_score": "green",
        "bid_ask_spread_percentage": 0.5, "is_stale": False, "is_anomaly": False,
    } | changes  # fmt: skip


def test_venues_come_with_volume_spread_and_trust(details, fake):
    fake.routes["/coins/uniswap/tickers"] = {"tickers": [ticker("Binance", 10.0)]}
    (venue,) = details.venues("uniswap").records
    assert (venue.venue, venue.pair, venue.volume) == ("Binance", "UNI/USDT", 10.0)
    assert (venue.spread, venue.trust) == (0.005, "green")


@pytest.mark.parametrize(
    "odd",
    [
        None, {}, ticker("X", None), ticker("X", -1), ticker("X", "NaN"), ticker("X", []),
        ticker("X", 5.0, is_stale=True), ticker("X", 5.0, is_anomaly=True),
        ticker("X", 5.0, market=None),
    ],
)  # fmt: skip
def test_an_odd_venue_is_counted_and_costs_no_other(details, fake, odd):
    fake.routes["/coins/uniswap/tickers"] = {"tickers": [ticker("A", 1.0), odd, ticker("B", 2.0)]}
    page = details.venues("uniswap")
    assert [venue.venue for venue in page.records] == ["A", "B"]
    assert page.skipped == 1


def test_trending_coins_come_in_their_order(details, fake):
    rows = [{"item": {"id": "bonk"}}, {"item": None}, {"item": {"id": "pepe"}}]
    fake.routes["/search/trending"] = {"coins": rows, "nfts": [], "categories": []}
    page = details.trending()
    assert (page.records, page.skipped) == (("bonk", "pepe"), 1)


def test_categories_come_with_their_sums(details, fake):
    fake.routes["/coins/categories"] = [
        {"id": "layer-1", "name": "Layer 1 (L1)", "market_cap": 2e12, "volume_24h": 4e10,
         "market_cap_change_24h": -0.5, "top_3_coins_id": ["bitcoin", "ethereum"]},
        {"id": "empty", "name": "Empty", "market_cap": None, "volume_24h": None,
         "market_cap_change_24h": None, "top_3_coins_id": None},
        {"id": None},
    ]  # fmt: skip
    page = details.categories()
    first, empty = page.records
    assert (first.market_cap, first.change_24h, first.leaders[0]) == (2e12, -0.005, "bitcoin")
    assert (empty.market_cap, empty.leaders, page.skipped) == (None, (), 1)


def bars(first: datetime, count: int, *, hours: float = 4) -> list:
    ends = [first + timedelta(hours=hours * (n + 1)) for n in range(count)]
    return [[int(end.timestamp() * 1000), 10.0, 12.0 + n, 9.0, 11.0] for n, end in enumerate(ends)]


def test_bars_make_whole_days_with_their_range(details, fake):
    fake.routes["/coins/uniswap/ohlc"] = bars(datetime(2026, 4, 4, 12, tzinfo=UTC), 3 + 6 + 4)
    page = details.ranges("uniswap", days=3)
    (day,) = page.records
    # Of the first and the last day some bars are missing.
    assert page.rejected == {NOT_WHOLE: 2}
    assert (day.day, day.open, day.high, day.low, day.close) == (
        date(2026, 4, 5), 10.0, 12.0 + 8, 9.0, 11.0,
    )  # fmt: skip
    assert day.volume is None
    assert fake.requests[0].query["days"] == "7"


def test_bars_of_four_days_make_no_day(details, fake):
    fake.routes["/coins/uniswap/ohlc"] = bars(datetime(2026, 3, 1, tzinfo=UTC), 8, hours=96)
    page = details.ranges("uniswap")
    assert (page.records, set(page.rejected)) == ((), {NOT_WHOLE})


@pytest.mark.parametrize(
    "odd", [None, [], [1], [1775000000000, 10, 9, 8, 9.5], [1775000000000, 0, 1, 0, 1],
            [1775000000000, 10, None, 9, 9], ["x", 10, 12, 9, 11], [1e30, 10, 12, 9, 11]],
)  # fmt: skip
def test_an_odd_bar_is_counted(details, fake, odd):
    fake.routes["/coins/uniswap/ohlc"] = [odd, *bars(datetime(2026, 4, 5, tzinfo=UTC), 6)]
    page = details.ranges("uniswap")
    assert (len(page.records), page.skipped) == (1, 1)


@pytest.mark.parametrize("body", [b"[]", b'{"coins": 1}', b"null"])
@pytest.mark.parametrize("call", ["trending", "categories", "venues"])
def test_an_answer_of_another_form_is_an_error(details, fake, body, call):
    if (call, body) == ("categories", b"[]"):
        return
    fake.replies = [bad.text(body)]
    with pytest.raises(ProviderError):
        getattr(details, call)(*(["uniswap"] if call == "venues" else []))


@pytest.mark.parametrize("reply", [bad.status(500), bad.cut_off()])
def test_a_passing_failure_is_tried_again(details, answer, fake, reply):
    answer()
    fake.replies = [reply]
    assert details.details("uniswap").price == 7.5


def test_both_forms_of_a_limit_are_passing_errors(details, fake):
    for reply in (bad.limit_in_body(), bad.status(429, Retry_After="60")):
        fake.replies = [reply]
        with pytest.raises(ProviderError) as caught:
            details.details("uniswap")
        assert (caught.value.permanent, caught.value.retry_after) == (False, 60)
