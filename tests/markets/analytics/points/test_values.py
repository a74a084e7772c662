"""Each data point against its formula written again, TA-Lib, empyrical and SciPy."""

import numpy as np
import pytest

from markets.analytics.panel import View
from markets.analytics.points.registry import DATA_POINTS, values_of
from tests.markets.analytics.histories import panel_of, simulate
from tests.markets.analytics.points.plain import PLAIN, History

GIVEN = {"venues", "top_venue_share", "top10_share"}
RANKED_BY_CAP = {"rank"}


@pytest.fixture(scope="module")
def assets():
    assets = simulate(coins=8, days=620, seed=3)
    assets["C001"]["volume"][-25] = 0.0
    return assets


@pytest.fixture(scope="module")
def view(assets):
    return View(panel_of(assets))


@pytest.fixture(scope="module")
def histories(assets, view):
    coins = [name for name in assets if name != "USDX"]
    closes = np.column_stack([assets[name]["close"] for name in coins])
    market = (np.diff(np.log(closes), axis=0).mean(axis=1),
              (closes[1:] / closes[:-1] - 1).mean(axis=1))  # fmt: skip
    assert view.is_ranked[-200:].sum(axis=1).tolist() == [len(coins)] * 200
    bitcoin = assets["BTC"]["close"]
    of_bitcoin = (np.diff(np.log(bitcoin)), bitcoin[1:] / bitcoin[:-1] - 1)
    return {
        name: History(columns, market=market, bitcoin=of_bitcoin)
        for name, columns in assets.items()
        if name in coins
    }


def test_every_data_point_that_is_computed_has_a_plain_formula():
    computed = {
        point.id for point in DATA_POINTS.values() if point.group not in ("developer", "community")
    }
    assert computed - GIVEN - RANKED_BY_CAP == PLAIN.keys()


@pytest.mark.parametrize("name", sorted(PLAIN))
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_data_point_is_its_formula(name, view, histories):
    (values,) = values_of(view.last(), DATA_POINTS[name])
    for asset, history in histories.items():
        expected = PLAIN[name](history)
        found = values[view.panel.assets.index(asset)]
        assert found == pytest.approx(expected, rel=2e-9, abs=1e-12), asset


@pytest.mark.parametrize("name", sorted(DATA_POINTS))
def test_the_last_day_alone_is_that_of_the_whole_history(name, view):
    every, (last,) = values_of(view, DATA_POINTS[name]), values_of(view.last(), DATA_POINTS[name])
    assert last == pytest.approx(every[-1], rel=1e-11, abs=1e-13, nan_ok=True)


def test_there_are_96_of_which_63_come_from_candles_alone():
    assert len(DATA_POINTS) == 96
    assert sum(point.from_candles for point in DATA_POINTS.values()) == 63
    groups = [point.group for point in DATA_POINTS.values()]
    counts = {group: groups.count(group) for group in groups}
    assert counts == {
        "technical": 31, "quantitative": 27, "liquidity": 8, "valuation": 12, "onchain": 9,
        "developer": 5, "community": 4,
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(DATA_POINTS))
def test_a_data_point_begins_with_the_history_that_it_says(name, view):
    point = DATA_POINTS[name]
    known = np.isfinite(values_of(view, point)).any(axis=1)
    if known.any() and name not in ("ret_ytd", "beta_180", "alpha_180", "idio_vol_180",
                                    "corr_mkt_90"):  # fmt: skip
        assert known.argmax() == point.history - 1


def test_the_largest_cap_has_rank_one(view):
    (rank,), (cap,) = (values_of(view.last(), DATA_POINTS[name]) for name in ("rank", "cap"))
    assert rank.tolist() == [1 + sum(other > own for other in cap) for own in cap]
