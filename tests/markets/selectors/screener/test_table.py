"""The assets that a query finds, in order; unknown figures come last and fit no range."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from markets.models import Asset, Category, Market
from markets.selectors.screener.query import read_query
from markets.selectors.screener.table import screen_assets
from tests.factories import finish_refresh, make_asset, make_market, set_price
from tests.markets.analysed import store_market_day, store_points, store_run

DAY = date.today() - timedelta(days=1)


@pytest.fixture
def assets(db):
    figures = {
        "bitcoin": (60000.0, 1.2e12, 1, {"ret_30d": 0.1, "sma_gap_200": 0.2}),
        "ethereum": (2000.0, 5e9, 2, {"ret_30d": -0.2, "sma_gap_200": -0.1}),
        "solana": (90.0, 4e8, 3, {"sma_gap_200": 0.0}),
        "newcomer": (1.0, None, None, None),
    }
    run = store_run(DAY)
    store_market_day(run, DAY)
    layer = Category.objects.create(slug="layer-1", name="Layer 1")
    for slug, (price, cap, rank, points) in figures.items():
        asset = make_asset(slug, rank=rank)
        set_price(asset, price, market_cap=cap, volume_24h=1e6)
        if points is not None:
            store_points(run, DAY, asset, **points)
            asset.categories.add(layer)


def found(asked: str) -> list[str]:
    screen = screen_assets(read_query(QueryDict(asked)))
    return [asset.slug for asset, _ in screen.rows(0, 99)]


@pytest.mark.parametrize(
    ("asked", "slugs"),
    [
        ("", "bitcoin ethereum solana newcomer"),
        ("sort=-rank", "solana ethereum bitcoin newcomer"),
        ("sort=ret_30d", "ethereum bitcoin newcomer solana"),
        ("sort=-ret_30d", "bitcoin ethereum newcomer solana"),
        ("range1=ret_30d&min1=-20&max1=10", "bitcoin ethereum"),
        ("range1=ret_30d&min1=10", "bitcoin"), ("range1=ret_30d&max1=9.9", "ethereum"),
        ("above=200", "bitcoin"), ("tier=large", "bitcoin"), ("tier=mid", "ethereum"),
        ("tier=small", "solana"), ("q=sol", "solana"), ("category=layer-1&sort=-price",
        "bitcoin ethereum solana"), ("category=nonsense", ""), ("kind=stablecoin", ""),
        ("formula1=market_cap / volume_24h&sort=formula1", "solana ethereum bitcoin newcomer"),
        ("formula1=price*2&range1=formula1&min1=4000", "bitcoin ethereum"),
        ("sort=name", "bitcoin ethereum newcomer solana"),
        ("sort=-name&q=o", "solana newcomer bitcoin"),
    ],
)  # fmt: skip
def test_a_query_finds_and_orders(assets, asked, slugs):
    assert found(asked) == slugs.split()


def test_names_order_in_any_case_and_alike_ones_by_slug(assets):
    Asset.objects.filter(slug="solana").update(name="bitcoin")
    assert found("sort=name")[:2] == ["bitcoin", "solana"]


def test_a_page_by_name_goes_on_after_its_last_row_wherever_that_stands(assets):
    screen = screen_assets(read_query(QueryDict("sort=name")))
    place = screen.place_after(0.0, "ethereum")
    assert place == 2
    # Of an asset that has gone, its former place.
    assert screen.place_after(2.0, "gone") == 2


def test_before_the_first_analysis_live_figures_do(db):
    set_price(make_asset("bitcoin"), 5.0)
    screen = screen_assets(read_query(QueryDict("columns=price,ret_7d&sort=-ret_7d")))
    ((_, (price, unknown)),) = screen.rows(0, 1)
    assert price == 5.0
    assert unknown != unknown
    assert screen.at is None
    assert found("range1=ret_7d&min1=-99") == []


def test_no_asset_at_all(db):
    assert found("formula1=price*2&sort=-formula1") == []


def test_any_number_of_columns_takes_the_same_queries(assets):
    found("")
    counts = []
    for asked in ("", "columns=" + ",".join(["ret_7d", "vol_30", "cap"]) + "&formula1=price*2"):
        with CaptureQueriesContext(connection) as captured:
            found(asked)
        counts.append(len(captured))
    assert counts == [4, 4]


def first_price() -> float:
    ((_, (price,)),) = screen_assets(read_query(QueryDict("columns=price"))).rows(0, 1)
    return price


def test_live_figures_are_read_once_a_refresh(db):
    make_market()
    finish_refresh()
    set_price(make_asset("bitcoin", rank=1), 5.0)
    assert first_price() == 5.0
    set_price(make_asset("bitcoin"), 6.0)
    assert first_price() == 5.0
    finish_refresh()
    assert first_price() == 6.0


def test_another_market_shows_at_once(db):
    make_market()
    finish_refresh()
    set_price(make_asset("bitcoin", rank=1), 5.0)
    assert first_price() == 5.0
    set_price(make_asset("bitcoin"), 7.0)
    Market.objects.update(seed=2)
    assert first_price() == 7.0


def test_while_no_refresh_is_known_nothing_is_kept(db):
    set_price(make_asset("bitcoin", rank=1), 5.0)
    assert first_price() == 5.0
    set_price(make_asset("bitcoin"), 6.0)
    assert first_price() == 6.0


def test_figures_of_another_days_24_hours_are_unknown(assets):
    solana = Asset.objects.get(slug="solana")
    at = timezone.now() - timedelta(days=180)
    set_price(solana, 90.0, at=at, change_24h=0.4, volume_24h=1e6, market_cap=4e8)
    asked = "columns=price,change_24h,volume_24h,market_cap&q=solana"
    screen = screen_assets(read_query(QueryDict(asked)))
    ((_, figures),) = screen.rows(0, 9)
    assert [figures[0], figures[3]] == [90.0, 4e8]
    assert all(value != value for value in figures[1:3])
    assert screen.not_of_today == 1
    assert found("range1=volume_24h&min1=1&sort=name") == ["bitcoin", "ethereum", "newcomer"]
