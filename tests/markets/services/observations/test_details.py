"""Details of assets: in turn, within the budget, and nothing of another asset."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.core.cache import cache
from django.utils import timezone

from markets.models import Asset, AssetProfile, ObservationYear, RefreshRun
from markets.services import refresh_details, refresh_quotes, sync_assets
from markets.services.observations.details import venue_figures
from markets.services.observations.recording import Observed, record_observations
from tests.factories import set_price
from tests.markets import fake_vendor as bad

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date()


def details(slug: str, *, price: object = 100.0, **changes) -> dict:
    return {
        "id": slug, "symbol": slug[:4], "name": slug.title(),
        "description": {"en": f"About {slug}."}, "categories": ["DeFi"],
        "platforms": {"ethereum": f"0x{slug}"}, "links": {"homepage": [f"https://{slug}.org"]},
        "genesis_date": "2020-01-01", "watchlist_portfolio_users": 5000,
        "market_data": {"current_price": {"usd": price}, "circulating_supply": 1e6},
        "community_data": {}, "developer_data": {},
    } | changes  # fmt: skip


def ticker(venue: str, volume: float) -> dict:
    return {"base": "A", "target": "USD", "market": {"name": venue},
            "converted_volume": {"usd": volume}}  # fmt: skip


@pytest.fixture
def offer(live_market, fake, settings):
    """Has the vendor know some assets."""
    settings.COINGECKO_PER_MINUTE = 1000
    fake.routes["/search/trending"] = {"coins": []}

    def put(*slugs: str, tickers=(), **changes):
        for slug in slugs:
            fake.routes[f"/coins/{slug}"] = details(slug, **changes)
            fake.routes[f"/coins/{slug}/tickers"] = {"tickers": list(tickers)}

    return put


def figures(slug: str) -> dict:
    """Today's."""
    place = TODAY.timetuple().tm_yday - 1
    rows = ObservationYear.objects.filter(asset__slug=slug, year=TODAY.year)
    return {
        row.figure: row.values[place]
        for row in rows
        if len(row.values) > place and np.isfinite(row.values[place])
    }


def asked(fake) -> list[str]:
    paths = [path.removeprefix("/api/v3/coins/") for path in fake.paths]
    return [path for path in paths if "/" not in path]


def test_an_asset_gets_its_profile_and_its_figures(offer, make_asset):
    asset = make_asset("uniswap", rank=20)
    offer("uniswap", tickers=[ticker("A", 30.0), ticker("B", 60.0), ticker("A", 10.0)])
    run = refresh_details()
    profile = AssetProfile.objects.get()
    assert profile.description == "About uniswap."
    assert list(asset.contracts.values_list("chain", "address")) == [("ethereum", "0xuniswap")]
    assert profile.links == {"homepage": ["https://uniswap.org"]}
    assert [venue["volume"] for venue in profile.venues] == [60.0, 30.0, 10.0]
    assert figures("uniswap") == {
        "circulating_supply": 1e6, "watchers": 5000.0, "venues": 2.0, "top_venue_share": 60.0,
        "trending": 0.0,
    }  # fmt: skip
    assert (run.kind, run.rows, run.accepted, run.error) == ("details", 5, 5, "")
    asset.refresh_from_db()
    assert str(asset.launched_on) == "2020-01-01"


def test_a_contract_that_another_asset_has_stays_with_it(offer, make_asset):
    other = make_asset("other")
    other.contracts.create(chain="ethereum", address="0xA")
    asset = make_asset("a", rank=1)
    offer("a", platforms={"ethereum": "0xa", "solana": "So1", "odd": None, "": "0x1"})
    refresh_details()
    assert list(asset.contracts.values_list("chain", "address")) == [("solana", "So1")]
    assert other.contracts.count() == 1


def test_each_asset_has_its_turn_and_is_asked_once_a_day(offer, make_asset, fake):
    for rank, slug in enumerate(("a", "b", "c"), start=1):
        make_asset(slug, rank=rank)
    offer("a", "b", "c")
    for _ in range(4):
        refresh_details(limit=1)
    assert asked(fake) == ["a", "b", "c"]
    AssetProfile.objects.filter(asset__slug="b").update(due_at=timezone.now())
    refresh_details(limit=1)
    assert asked(fake) == ["a", "b", "c", "b"]


def test_the_largest_and_the_wanted_are_asked_and_no_other(offer, make_asset, fake):
    make_asset("large", rank=250)
    make_asset("middling", rank=251)
    held = make_asset("held", rank=9000)
    make_asset("euro", kind="fiat")
    gone = make_asset("gone", is_active=False)
    offer("large", "held")
    refresh_details(wanted=[held.pk, gone.pk])
    assert asked(fake) == ["large", "held"]


def test_a_vendor_that_refuses_ends_the_turn_and_the_next_goes_on(offer, make_asset, fake):
    make_asset("a", rank=1)
    offer("a")
    fake.replies = [bad.status(429, Retry_After="30")]
    assert "429" in refresh_details().error
    assert not AssetProfile.objects.exists()


def test_an_asset_whose_answer_always_fails_does_not_keep_the_others_waiting(
    offer, make_asset, fake
):
    make_asset("a", rank=1)
    make_asset("b", rank=2)
    offer("a", "b")
    fake.replies = [bad.status(500)] * 3
    assert "HTTP 500" in refresh_details().error
    refresh_details()
    assert figures("b")["watchers"] == 5000.0
    assert "HTTP 500" in AssetProfile.objects.get(asset__slug="a").error


def test_an_asset_that_the_vendor_does_not_know_is_counted(offer, make_asset):
    make_asset("unknown", rank=1)
    make_asset("b", rank=2)
    offer("b")
    run = refresh_details()
    assert run.reasons == {"not known to the provider": 1}
    assert figures("b")["watchers"] == 5000.0


def test_a_refused_key_ends_the_turn_at_the_first_asset(offer, make_asset, fake):
    for rank, slug in enumerate(("a", "b"), start=1):
        make_asset(slug, rank=rank)
    fake.replies = [bad.status(401)]
    assert "401" in refresh_details().error
    assert len(asked(fake)) == 1


@pytest.mark.parametrize("price", [100_000.0, 0.1])
def test_details_at_another_price_are_of_another_asset(offer, make_asset, price):
    set_price(make_asset("a", rank=1), 100.0)
    offer("a", price=price)
    run = refresh_details()
    assert figures("a") == {}
    assert run.reasons == {"of another asset, by its price": 1}
    assert AssetProfile.objects.get().description == ""


def test_a_figure_far_from_the_days_before_is_left_out_alone(offer, make_asset):
    asset = make_asset("a", rank=1)
    before = Observed(asset.pk, "watchers", TODAY - timedelta(days=1), np.array([5e6]), "coingecko")
    record_observations([before])
    offer("a")
    run = refresh_details()
    assert set(figures("a")) == {"circulating_supply", "trending"}
    assert run.reasons == {"far from the days before": 1}


def test_figures_that_make_no_sense_are_counted(offer, make_asset):
    make_asset("a", rank=1)
    offer("a", sentiment_votes_up_percentage=400, watchlist_portfolio_users="many",
          tickers=[None, ticker("A", -5.0)])  # fmt: skip
    run = refresh_details()
    assert run.reasons == {"out of range": 1, "not a number": 1, "unreadable": 2}
    assert set(figures("a")) == {"circulating_supply", "trending"}


def test_the_most_searched_are_marked_once_a_day(offer, make_asset, fake):
    make_asset("a", rank=1)
    make_asset("pepe", rank=900)
    offer("a")
    fake.routes["/search/trending"] = {
        "coins": [{"item": {"id": "pepe"}}, {"item": {"id": "nobody"}}]
    }
    run = refresh_details()
    assert (figures("pepe"), figures("a")["trending"]) == ({"trending": 1.0}, 0.0)
    assert run.reasons == {"unknown asset": 1}
    AssetProfile.objects.update(due_at=timezone.now())
    refresh_details()
    assert sum(path.endswith("/trending") for path in fake.paths) == 1


def test_nobody_is_asked_where_nothing_is_listed(simulated_market, make_asset, fake):
    make_asset("a", rank=1)
    assert refresh_details() is None
    assert (fake.requests, RefreshRun.objects.count()) == ([], 0)


def test_a_simulated_market_describes_every_listed_asset_and_asks_nobody(simulated_market, fake):
    """Its figures come by day, from elsewhere: one of today here would hide that they are due."""
    sync_assets()
    refresh_quotes()
    run = refresh_details(limit=1000)
    listed = Asset.objects.listed().count()
    assert (run.provider, run.rows, run.accepted, run.error) == ("simulated", listed, listed, "")
    assert AssetProfile.objects.filter(source="simulated").count() == listed > 200
    profile = AssetProfile.objects.get(asset__slug="bitcoin")
    assert len(profile.venues) == 20
    assert profile.due_at.astimezone(UTC).date() == TODAY + timedelta(days=1)
    assert not ObservationYear.objects.exists()
    assert refresh_details() is None
    assert fake.requests == []


def test_venues_without_volume_have_no_share():
    assert venue_figures([]) == {}


def test_the_queries_of_an_asset_are_few(offer, make_asset, django_assert_max_num_queries):
    make_asset("a", rank=1)
    offer("a")
    cache.set(f"trending:coingecko:{TODAY}", 1)
    with django_assert_max_num_queries(40):
        refresh_details()
