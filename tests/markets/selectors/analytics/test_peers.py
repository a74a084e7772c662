"""Assets like another: who they are, what they are worth beside it, how they move together."""

from datetime import date, timedelta

import numpy as np
import pytest

from markets.models import Category
from markets.selectors.analytics.peers import LEAST_PEERS, correlation_of, peer_places, peers_of
from markets.selectors.analytics.screener import screener_matrix
from tests.factories import make_asset, set_closes
from tests.markets.analyses import store_analysis

TODAY = date(2026, 3, 10)
DAYS = [TODAY - timedelta(days=ago) for ago in range(40, -1, -1)]
NAN = np.nan


def store(**caps):
    """Assets of one category with these caps, and further points where given."""
    rows = {
        slug: {"points": points if isinstance(points, dict) else {"cap": points}}
        for slug, points in caps.items()
    }
    store_analysis(TODAY, rows)
    category, _ = Category.objects.get_or_create(slug="ai", defaults={"name": "AI"})
    for slug in caps:
        make_asset(slug).categories.add(category)


def peers(slug="own"):
    matrix = screener_matrix()
    place = matrix.slugs.tolist().index(slug)
    places = peer_places(matrix, place)
    return matrix.slugs[places].tolist(), peers_of(matrix, place, places=places, days=DAYS)


@pytest.mark.django_db
def test_the_nearest_in_size_by_their_ratio_come_first():
    """A half is nearer than 2.1 times, and a ninth than ten times."""
    store(own=1e9, half=5e8, double=2.1e9, tenth=1.1e8, tenfold=1e10, same=1e9)
    nearest, found = peers()
    assert nearest == ["same", "half", "double", "tenth", "tenfold"]
    assert [peer.asset.slug for peer in found.peers] == [
        "tenfold", "double", "same", "half", "tenth",
    ]  # fmt: skip


@pytest.mark.django_db
def test_eight_are_shown_and_none_of_another_kind_category_or_of_no_cap():
    caps = {f"coin-{number}": 1e9 + number for number in range(10)}
    store(own=1e9, **caps, **{"usd-coin": 1e9}, nameless={"ret_90d": 0.1})
    make_asset("coin-0").categories.clear()
    nearest, _ = peers()
    assert nearest == [f"coin-{number}" for number in range(1, 9)]


@pytest.mark.django_db
def test_an_asset_of_no_category_or_cap_has_no_peers():
    store(own={"ret_90d": 0.1}, other=1e9, alone=1e9)
    make_asset("alone").categories.clear()
    assert peers("own")[0] == peers("alone")[0] == []


@pytest.mark.django_db
def test_valuations_and_growth_stand_beside_the_median_of_three_that_have_them():
    others = {
        f"coin-{number}": {"cap": 1e9, "cap_tvl": 2.0 * number, "fees_growth": 0.1 * number}
        for number in (1, 2, 4)
    }
    own = {"cap": 1e9, "cap_tvl": 3.0, "cap_fees": 5.0, "fees_growth": 0.2, "nvt_90": 1.0}
    store(own=own, **others)
    _, found = peers()
    (valuation,), (growth,) = found.valuations, found.growth
    assert (valuation.point, valuation.value, valuation.median, valuation.n) == (
        "cap_tvl", 3.0, 4.0, LEAST_PEERS,
    )  # fmt: skip
    assert found.cheaper == [valuation]
    assert found.slower == []  # equal to the median is not under it
    assert growth.median == pytest.approx(0.2)


@pytest.mark.django_db
def test_peers_move_with_it_by_their_stored_days():
    draws = np.random.default_rng(3)
    own = np.exp(np.cumsum(draws.normal(0, 0.03, 41)))
    store(own=1e9, twin=1e9, mirror=1e9, new=1e9)
    for slug, closes in (("own", own), ("twin", 7 * own), ("mirror", 1 / own)):
        set_closes(make_asset(slug), dict(zip(DAYS, closes.tolist(), strict=True)))
    set_closes(make_asset("new"), dict(zip(DAYS[-20:], own[-20:].tolist(), strict=True)))
    _, found = peers()
    shown = {peer.asset.slug: peer.correlation for peer in found.peers}
    assert shown["twin"] == pytest.approx(1.0)
    assert -1 <= shown["mirror"] < -0.99
    assert shown["new"] is None  # 19 common returns


def test_thirty_common_returns_are_enough_and_a_still_price_moves_with_nobody():
    draws = np.random.default_rng(4)
    one, other = np.exp(np.cumsum(draws.normal(0, 0.03, (2, 60)), axis=1))
    returns = [closes[1:] / closes[:-1] - 1 for closes in (one, other)]
    assert correlation_of(one, other) == pytest.approx(np.corrcoef(returns)[0, 1])
    late = other.copy()
    late[:29] = NAN
    assert correlation_of(one, late) is not None  # 31 closes, 30 returns
    late[29] = NAN
    assert correlation_of(one, late) is None
    assert correlation_of(one, np.full(60, 2.0)) is None
