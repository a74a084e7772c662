"""News: each feed for itself, each headline once, counted by day."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from markets.models import AssetName, NewsDay, NewsItem, RefreshRun
from markets.providers.sources import news_feeds
from markets.selectors.health import job_health
from markets.services import drop_old_news, merge_listing, refresh_news
from markets.services.news.refreshing import OF_NONE, OLD
from tests.factories import make_asset
from tests.markets import fake_vendor as bad
from tests.markets.fake_vendor import FakeVendor
from tests.markets.news import NOW, item, rss

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def bitcoin(db):
    return make_asset("bitcoin", price=60000.0, rank=1)


@pytest.fixture
def ethereum(db):
    return make_asset("ethereum", price=2000.0, rank=2)


@pytest.fixture
def feed(live_market, settings, vendor, bitcoin, ethereum):
    """Has the operator's one feed hold these items."""
    settings.NEWS_FEEDS = [f"{vendor.url}/rss"]

    def hold(*items: str) -> None:
        vendor.routes["/rss"] = rss(*items)

    return hold


@pytest.fixture
def other(feed, settings):
    """A second publisher, on a host of its own."""
    server = FakeVendor()
    server.start()
    settings.NEWS_FEEDS = [
        *settings.NEWS_FEEDS,
        f"{server.url}/rss".replace("127.0.0.1", "localhost"),
    ]
    yield server
    server.stop()


def stored() -> dict[str, set[str]]:
    return {one.title: {asset.slug for asset in one.assets.all()} for one in NewsItem.objects.all()}


def counts(asset) -> dict[int, int]:
    return {(TODAY - one.day).days: one.items for one in NewsDay.objects.filter(asset=asset)}


def days_ago(days: int) -> float:
    """Hours since the noon of a day, which is on that day whatever the time is now."""
    return (NOW - NOW.replace(hour=12, minute=0, second=0)) / timedelta(hours=1) + 24 * days


def test_headlines_are_stored_with_their_assets_and_counted_by_day(feed, vendor, bitcoin, ethereum):
    feed(
        item("Bitcoin and $ETH fall", ago=days_ago(1)),
        item("Bitcoin rises", ago=days_ago(1)),
        item("Bitcoin falls", ago=days_ago(3)),
        item("A quiet week", ago=days_ago(3)),
    )
    (run,) = refresh_news()
    assert stored() == {
        "Bitcoin and $ETH fall": {"bitcoin", "ethereum"},
        "Bitcoin rises": {"bitcoin"},
        "Bitcoin falls": {"bitcoin"},
    }
    assert (counts(bitcoin), counts(ethereum)) == ({1: 2, 3: 1}, {1: 1})
    assert (run.kind, run.provider, run.error) == ("news", f"{urlsplit(vendor.url).netloc}/rss", "")
    assert (run.rows, run.accepted, run.reasons) == (4, 3, {OF_NONE: 1})
    assert set(NewsItem.objects.values_list("source", flat=True)) == {"127.0.0.1"}


def test_a_second_run_stores_only_what_is_new_by_guid_and_by_link(feed, bitcoin):
    feed(item("Bitcoin 1", "https://example.org/1", guid="g1", ago=days_ago(1)))
    refresh_news()
    feed(
        item("Bitcoin 1, corrected", "https://example.org/moved", guid="g1", ago=days_ago(1)),
        item("Bitcoin 1, again", "https://example.org/1", guid="g9", ago=days_ago(1)),
        item("Bitcoin 2", "https://example.org/2", guid="g2", ago=days_ago(1)),
        item("Bitcoin 2", "https://example.org/2", guid="g3", ago=days_ago(1)),
    )
    (run,) = refresh_news()
    assert set(stored()) == {"Bitcoin 1", "Bitcoin 2"}
    assert counts(bitcoin) == {1: 2}
    assert (run.rows, run.accepted, run.unchanged) == (4, 1, 3)


def test_an_unchanged_feed_is_not_sent_again(feed, vendor):
    feed(item("Bitcoin"))
    refresh_news()
    (run,) = refresh_news()
    assert vendor.requests[1].headers["if-none-match"]
    assert (run.rows, run.unchanged) == (1, 1)


@pytest.mark.parametrize(
    "reply",
    [
        bad.status(500), bad.status(429, Retry_After="3000"), bad.text(b"<html/>"), bad.text(b"<"),
        bad.text(b'<!DOCTYPE r [<!ENTITY a "b">]><rss/>'), bad.cut_off(),
        bad.status(302, Location="http://169.254.169.254/latest/"),
    ],
)  # fmt: skip
def test_a_feed_that_fails_costs_no_other(feed, other, vendor, bitcoin, reply):
    vendor.replies = [reply]
    other.routes["/rss"] = rss(item("Bitcoin rises"))
    failed, worked = refresh_news()
    assert failed.error
    server = urlsplit(other.url).netloc.replace("127.0.0.1", "localhost")
    assert (worked.provider, worked.error, worked.accepted) == (f"{server}/rss", "", 1)
    assert stored() == {"Bitcoin rises": {"bitcoin"}}


def test_one_article_in_two_feeds_counts_once_and_a_guid_is_its_publisher_s(feed, other, bitcoin):
    feed(item("Bitcoin", "https://example.org/1", guid="1", ago=days_ago(1)))
    other.routes["/rss"] = rss(
        item("Bitcoin, too", "https://example.org/1", guid="2", ago=days_ago(1)),
        item("Bitcoin, another", "https://example.org/2", guid="1", ago=days_ago(1)),
    )
    refresh_news()
    assert set(stored()) == {"Bitcoin", "Bitcoin, another"}
    assert counts(bitcoin) == {1: 2}


def test_after_90_days_headlines_go_and_counts_stay(feed, bitcoin):
    feed(
        item("Bitcoin old", ago=days_ago(91)),
        item("Bitcoin 90", ago=days_ago(90)),
        item("Bitcoin 1", ago=days_ago(1)),
    )
    (run,) = refresh_news()
    assert run.reasons == {OLD: 1}
    assert drop_old_news() == 0
    NewsItem.objects.filter(title="Bitcoin 90").update(published_at=NOW - timedelta(days=92))
    assert drop_old_news() == 1
    assert set(stored()) == {"Bitcoin 1"}
    assert counts(bitcoin) == {90: 1, 1: 1}


def test_an_alias_names_its_asset_and_a_currency_is_none(feed, ethereum):
    AssetName.objects.create(asset=ethereum, text="Ether")
    make_asset("eur", price=1.1)
    feed(item("Ether rises"), item("Euro rises, EUR rises"))
    refresh_news()
    assert stored() == {"Ether rises": {"ethereum"}}


def test_the_news_of_a_merged_asset_are_the_other_s(feed, bitcoin, ethereum, alice):
    feed(
        item("Bitcoin and Ethereum", ago=days_ago(1)),
        item("Bitcoin", ago=days_ago(1)),
        item("Ethereum", ago=days_ago(2)),
    )
    refresh_news()
    NewsDay.objects.create(asset=ethereum, day=TODAY - timedelta(days=200), items=4)
    merge_listing(ethereum, bitcoin, user=alice)
    assert {title: slugs for title, slugs in stored().items() if slugs != {"bitcoin"}} == {}
    assert (counts(bitcoin), counts(ethereum)) == ({1: 2, 2: 1, 200: 4}, {})


def test_feeds_of_one_host_share_a_budget(feed, settings, vendor):
    settings.NEWS_FEEDS = [f"{vendor.url}/{n}" for n in range(11)]
    runs = refresh_news()
    assert ["used up" in run.error for run in runs] == [False] * 10 + [True]


def test_nobody_is_asked_without_feeds_or_in_a_simulated_market(
    feed, settings, vendor, live_market
):
    feeds, settings.NEWS_FEEDS = settings.NEWS_FEEDS, []
    assert refresh_news() == []
    settings.NEWS_FEEDS = feeds
    live_market.provider = "simulated"
    live_market.save()
    assert refresh_news() == []
    assert (vendor.requests, RefreshRun.objects.count()) == ([], 0)


def test_many_headlines_cost_as_many_queries_as_one(feed, django_assert_max_num_queries):
    feed(*(item(f"Bitcoin and Ethereum {n}", ago=n) for n in range(200)))
    with django_assert_max_num_queries(20):
        refresh_news()
    assert NewsItem.objects.count() == 200


def test_feeds_of_one_address_that_differ_in_what_is_asked_have_runs_of_their_own(
    live_market, settings, vendor, bitcoin
):
    """Each its own history, also once the operator has named them in another order."""
    settings.NEWS_FEEDS = [f"{vendor.url}/rss?coin=btc", f"{vendor.url}/rss?coin=eth"]
    providers = [feed.name for feed in news_feeds()]
    server = urlsplit(vendor.url).netloc
    assert [name.partition(" (")[0] for name in providers] == [f"{server}/rss"] * 2
    vendor.routes["/rss"] = rss(item("Bitcoin rises"))
    refresh_news()
    assert {job.provider for job in job_health()} == set(providers)
    assert len(set(providers)) == 2
    settings.NEWS_FEEDS.reverse()
    assert [feed.name for feed in news_feeds()] == providers[::-1]
