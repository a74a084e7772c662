"""The card of an asset's headlines: counts alone, and nothing where no feed is set."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from markets.models import Market, NewsDay, NewsItem
from tests.factories import finish_refresh, make_asset

NOW = datetime.now(UTC)
ADDRESS = reverse("markets:asset", args=["bitcoin"])


@pytest.fixture
def bitcoin(db, settings):
    settings.NEWS_FEEDS = ["https://example.org/rss"]
    Market.objects.create(provider=Market.Provider.COINGECKO)
    finish_refresh()
    return make_asset("bitcoin", price=60000.0, rank=1)


def publish(asset, title: str, *, days: int = 0, seen: int | None = None) -> NewsItem:
    item = NewsItem.objects.create(
        title=title, link=f"https://example.org/{title}", source="example.org", key=title,
        published_at=NOW - timedelta(days=days),
        seen_at=NOW - timedelta(days=days if seen is None else seen),
    )  # fmt: skip
    item.assets.add(asset)
    return item


def count(asset, **items: int) -> None:
    """Headlines of days: d3=2 is two of three days ago."""
    for name, found in items.items():
        day = NOW.date() - timedelta(days=int(name[1:]))
        NewsDay.objects.create(asset=asset, day=day, items=found)


def card(client) -> str:
    found = re.search(r'<section class="card" id="news">.*?</section>', page(client), re.DOTALL)
    return re.sub(r"\s+", " ", found[0]) if found else ""


def page(client) -> str:
    return client.get(ADDRESS).content.decode()


def test_five_headlines_with_source_and_time_the_latest_first(client, bitcoin):
    for days in (3, 1, 5, 2, 4, 0):
        publish(bitcoin, f"Bitcoin-{days}", days=days)
    publish(make_asset("solana", price=90.0), "Solana", days=0)
    shown = card(client)
    assert re.findall(r"<bdi>(.*?)</bdi>", shown) == [f"Bitcoin-{days}" for days in range(5)]
    assert shown.count('rel="nofollow noopener noreferrer"') == 5
    assert f"example.org, {NOW:%Y-%m-%d %H:%M} UTC" in shown
    assert "Counts alone are shown" in shown


def test_seven_days_stand_beside_a_usual_week_of_the_thirty_before(client, bitcoin):
    publish(bitcoin, "Bitcoin", seen=37)
    count(bitcoin, d0=2, d6=3, d7=30, d36=15, d37=1000)
    assert "5 in 7 days; 10.5 in a usual week of the 30 days before" in card(client)


def test_what_is_usual_is_unknown_until_feeds_were_read_for_as_long(client, bitcoin):
    publish(bitcoin, "Bitcoin", seen=36)
    count(bitcoin, d0=2, d36=15)
    shown = card(client)
    assert "2 in 7 days" in shown
    assert "usual" not in shown


def test_an_asset_that_no_headline_names_says_so(client, bitcoin):
    assert "No headline of the last 90 days names it." in card(client)


def test_a_stranger_s_title_is_text(client, bitcoin):
    publish(bitcoin, "<script>alert(1)</script>")
    assert "<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>" in card(client)


def test_without_a_feed_there_is_no_card_and_no_query(client, bitcoin, settings):
    publish(bitcoin, "Bitcoin")
    page(client)
    with CaptureQueriesContext(
        connection,
    ) as with_feed:
        assert card(client)
    settings.NEWS_FEEDS = []
    with CaptureQueriesContext(connection) as without:
        assert card(client) == ""
    assert len(with_feed) == len(without) + 1


def test_a_currency_has_no_news(client, bitcoin):
    make_asset("eur", price=1.1)
    answer = client.get(reverse("markets:asset", args=["eur"]))
    assert 'id="news"' not in answer.content.decode()


def test_a_simulated_market_has_no_news(client, bitcoin):
    publish(bitcoin, "Bitcoin")
    assert card(client)
    Market.objects.update(provider=Market.Provider.SIMULATED, seed=1)
    assert card(client) == ""
