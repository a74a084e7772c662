"""By what assets are in or out, what of that is unknown, and where a page goes on."""

from datetime import date, timedelta

import numpy as np
import pytest
from django.http import QueryDict

from markets.models import Asset
from markets.selectors.screener.query import read_query
from markets.selectors.screener.table import screen_assets, unknown_among
from tests.factories import make_asset, set_price
from tests.markets.analyses import store_analysis

pytestmark = pytest.mark.django_db
DAY = date.today() - timedelta(days=1)


def read(text: str):
    return read_query(QueryDict(text))


@pytest.mark.parametrize(
    ("asked", "limits", "live"),
    [
        ("", "", ""), ("q=btc&category=x&kind=coin&sort=price&columns=rsi_14", "", ""),
        ("range1=price&min1=1&range2=rsi_14&max2=30", "price rsi_14", "price"),
        # Without a limit a range decides nothing.
        ("range1=price", "", ""), ("tier=large", "market_cap", "market_cap"),
        ("above=50", "sma_gap_50", ""), ("above=200", "sma_gap_200", ""),
        # Of a formula what it reads, where it has a limit.
        ("formula1=volume_24h/tvl&range1=formula1&min1=1", "volume_24h tvl", "volume_24h"),
        ("formula1=volume_24h/tvl", "", ""),
        ("formula2=price*2&range1=formula2&min1=1&range2=formula2&max2=9", "price", "price"),
    ],
)  # fmt: skip
def test_what_decides_is_what_has_a_limit(asked, limits, live):
    query = read(asked)
    assert not query.errors
    assert query.limits == set(limits.split())
    assert query.live_limits == set(live.split())


@pytest.mark.parametrize(
    ("asked", "is_filtered"),
    [("", False), ("sort=-price&columns=price&formula1=price*2", False), ("q= ", False),
     ("q=a", True), ("kind=coin", True), ("range1=price&min1=0", True), ("range1=price", False)],
)  # fmt: skip
def test_a_view_is_filtered_by_what_leaves_assets_out(asked, is_filtered):
    assert read(asked).is_filtered is is_filtered


@pytest.fixture(scope="module")
def coins(module_db):
    """Six coins; of the last two neither cap nor return is known."""
    figures = {"a": (3.0, 1e9, 0.1), "b": (1.0, 5e9, -0.2), "c": (3.0, 2e10, 0.3),
               "d": (3.0, 1e8, 0.0), "e": (7.0, None, None), "f": (3.0, None, None)}  # fmt: skip
    known = {slug: {"points": {"ret_30d": value, "tvl": 0.0 if slug == "a" else 2.0}}
             for slug, (_, _, value) in figures.items() if value is not None}  # fmt: skip
    for slug, (price, cap, _) in figures.items():
        set_price(make_asset(slug, symbol=slug.upper()), price, market_cap=cap)
    store_analysis(DAY, known)
    return {slug: Asset.objects.get(slug=slug).pk for slug in figures}


@pytest.mark.parametrize(
    ("asked", "unknown"),
    [("range1=ret_30d&min1=0", "ef"), ("range1=price&min1=0", ""), ("tier=small", "ef"),
     ("range1=price&min1=0&range2=market_cap&max2=9", "ef"), ("", ""), ("q=zzz", ""),
     ("range1=vol_30&min1=0", "abcdef")],
)  # fmt: skip
def test_an_asset_is_unknown_where_any_figure_that_decides_is(coins, asked, unknown):
    found = unknown_among(read(asked), set(coins.values()))
    assert found == {coins[slug] for slug in unknown}


def test_only_the_assets_asked_about_are_told(coins):
    query = read("range1=ret_30d&min1=0")
    assert unknown_among(query, {coins["a"], coins["e"]}) == {coins["e"]}
    assert unknown_among(query, set()) == set()
    assert unknown_among(query, {10**9}) == set()


def slugs(asked: str) -> str:
    return "".join(asset.slug for asset, _ in screen_assets(read(asked)).rows(0, 99))


@pytest.mark.parametrize(
    ("asked", "order"),
    [
        ("sort=price", "bacdfe"), ("sort=-price", "eacdfb"), ("sort=ret_30d", "bdacef"),
        ("sort=-ret_30d", "cadbef"), ("sort=-market_cap", "cbadef"),
        # Tiers begin above their limits: 10 and 1 billion are of the smaller one.
        ("tier=large", "c"), ("tier=mid", "ab"), ("tier=small", "d"),
        # 3 ÷ 0 is unknown: last either way, and in no range.
        ("formula1=price/tvl&sort=formula1", "bcdaef"),
        ("formula1=price/tvl&sort=-formula1", "cdbaef"),
        ("formula1=price/tvl&range1=formula1&min1=0&sort=price", "bcd"),
        ("range1=ret_30d&min1=0&max1=10&sort=price", "ad"),
        ("range1=ret_30d&min1=10&max1=10", "a"),
    ],
)  # fmt: skip
def test_the_unknown_come_last_and_equal_ones_by_slug(coins, asked, order):
    assert slugs(asked) == order


@pytest.mark.parametrize("sort", ["price", "-price", "ret_30d", "-ret_30d", "name", "-name"])
def test_a_page_goes_on_after_any_row(coins, sort):
    screen = screen_assets(read(f"sort={sort}"))
    for place, (asset, _) in enumerate(screen.rows(0, 99)):
        assert screen.place_after(float(screen.keys[place]), asset.slug) == place + 1, asset.slug


def test_a_page_goes_on_where_a_row_stood_that_has_gone(coins):
    screen = screen_assets(read("sort=price"))
    # b 1, a c d f 3, e 7: a row of 3 called bb stood between a and c; one of 2 before a.
    assert screen.place_after(3.0, "bb") == 2
    assert screen.place_after(2.0, "zz") == 1
    assert screen.place_after(0.5, "zz") == 0
    assert screen.place_after(9.0, "aa") == 6
    unknown = screen_assets(read("sort=ret_30d"))
    # The unknown stand at the end, by slug: e, f.
    assert unknown.place_after(float("nan"), "a") == 4
    assert unknown.place_after(float("nan"), "e") == 5
    assert unknown.place_after(float("nan"), "z") == 6


def test_the_same_assets_may_be_screened_among_some(coins):
    among = Asset.objects.filter(slug__in=["a", "e", "gone"])
    found = screen_assets(read("sort=-price"), among=among)
    assert [asset.slug for asset, _ in found.rows(0, 9)] == ["e", "a"]
    found = screen_assets(read("sort=-price&q=e"), among=among)
    assert [asset.slug for asset, _ in found.rows(0, 9)] == ["e"]
    assert len(screen_assets(read(""), among=Asset.objects.none())) == 0


def test_rows_hold_the_figures_of_their_columns(coins):
    screen = screen_assets(read("columns=price,ret_30d&formula1=-price&sort=-ret_30d"))
    assert list(screen.columns) == ["price", "ret_30d", "formula1"]
    ((first, figures),) = screen.rows(0, 1)
    assert (first.slug, figures) == ("c", [3.0, 0.3, -3.0])
    ((last, figures),) = screen.rows(5, 6)
    assert last.slug == "f"
    assert np.isnan(figures[1])
    assert screen.rows(6, 9) == []
