"""Assets side by side: a common start, returns from it, and prices at each other's cap."""

from datetime import date, timedelta

import pytest

from markets.models import Asset
from markets.selectors.comparison import compared_assets, rebased_prices, what_if_caps
from markets.selectors.figures import asset_figures
from tests.factories import make_asset, set_closes, set_price

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)


def with_closes(slug, **closes):
    """Closes by how many days ago: `d3=100.0`."""
    asset = make_asset(slug)
    days = {TODAY - timedelta(days=int(ago[1:])): close for ago, close in closes.items()}
    set_closes(asset, days)
    return asset


def returns(*assets, days=5):
    found = rebased_prices(assets, days=days, until=TODAY)
    shown = [[None if one is None else round(one, 9) for one in row] for row in found.returns]
    return [(TODAY - day).days for day in found.days], shown


def test_returns_count_from_the_first_day_that_all_have():
    old = with_closes("bitcoin", d5=50.0, d4=80.0, d3=100.0, d2=110.0, d1=90.0, d0=120.0)
    young = with_closes("solana", d3=4.0, d2=5.0, d1=4.0, d0=2.0)
    assert returns(old, young) == ([3, 2, 1, 0], [[0, 0.1, -0.1, 0.2], [0, 0.25, 0, -0.5]])


def test_a_hole_on_the_first_day_of_the_youngest_delays_the_start():
    """Else a line of no known value: each return would be by an unknown close."""
    old = with_closes("bitcoin", d5=50.0, d4=80.0, d2=110.0, d1=99.0, d0=121.0)
    young = with_closes("solana", d3=4.0, d2=5.0, d1=4.0, d0=2.0)
    assert returns(old, young) == ([2, 1, 0], [[0, -0.1, 0.1], [0, -0.2, -0.6]])


def test_a_hole_later_is_unknown_and_no_more():
    one = with_closes("bitcoin", d2=100.0, d0=150.0)
    other = with_closes("solana", d2=4.0, d1=5.0, d0=2.0)
    assert returns(one, other) == ([2, 1, 0], [[0, None, 0.5], [0, 0.25, -0.5]])


def test_an_asset_without_a_close_delays_nobody_and_is_unknown():
    one = with_closes("bitcoin", d1=100.0, d0=150.0)
    assert returns(one, make_asset("solana")) == ([1, 0], [[0, 0.5], [None, None]])
    assert returns(make_asset("solana")) == ([], [[]])
    assert returns() == ([], [])


def test_assets_of_no_common_day_begin_with_the_last_that_comes():
    dead = with_closes("terra", d5=80.0, d4=1.0)
    born = with_closes("solana", d2=4.0, d1=5.0, d0=6.0)
    assert returns(dead, born) == ([2, 1, 0], [[None] * 3, [0, 0.25, 0.5]])


def test_each_at_the_cap_of_each_other():
    """A cap of 200 and of 800: at the other's the first is worth four times as much."""
    small = make_asset("solana", price=2.0, circulating_supply=100.0)
    large = make_asset("bitcoin", price=80.0, circulating_supply=10.0)
    unknown = make_asset("newcomer")
    table = what_if_caps([small, large, unknown])
    shown = [[one and (one.price, one.multiple) for one in row] for row in table]
    assert shown == [
        [(2.0, 1.0), (8.0, 4.0), None],
        [(20.0, 0.25), (80.0, 1.0), None],
        [None, None, None],
    ]


def test_assets_come_in_the_order_asked_for_and_none_of_somebody_s_own():
    for slug in ("bitcoin", "solana", "my-house"):
        make_asset(slug, price=1.0)
    Asset.objects.filter(slug="my-house").update(kind=Asset.Kind.OWN)
    asked = ["solana", "no-such", "my-house", "bitcoin"]
    assert [asset.slug for asset in compared_assets(asked)] == ["solana", "bitcoin"]


@pytest.mark.parametrize(
    ("supplies", "quoted", "cap", "diluted", "inflation"),
    [
        ({"circulating_supply": 50, "max_supply": 100}, None, 500, 1000, 1.0),
        ({"circulating_supply": 50, "total_supply": 60}, 7.0, 500, 600, 0.2),
        ({"circulating_supply": 50, "total_supply": 60, "max_supply": 100}, None, 500, 1000, 1.0),
        ({"circulating_supply": 50}, None, 500, None, None),
        ({"max_supply": 100}, 400.0, 400, 1000, None),
        ({"circulating_supply": 50, "max_supply": 40}, None, 500, 400, 0.0),
        ({}, None, None, None, None),
        ({"circulating_supply": 0, "max_supply": 0}, 3.0, 3.0, None, None),
    ],
)
def test_caps_and_supplies_still_to_come(supplies, quoted, cap, diluted, inflation):
    asset = make_asset("bitcoin", **supplies)
    quote = set_price(asset, 10.0, market_cap=quoted, volume_24h=50.0)
    found = asset_figures(asset, quote)
    assert (found.market_cap, found.fully_diluted) == (cap, diluted)
    assert found.inflation_to_come == (inflation and pytest.approx(inflation))
    assert found.volume_to_cap == (None if cap is None else 50.0 / cap)
    assert asset_figures(asset, None).market_cap is None
