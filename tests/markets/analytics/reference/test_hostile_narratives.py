"""Categories of coins with holes, ends, births and unknown volumes, against the reference."""

import numpy as np
import pandas as pd
import pytest

from markets.analytics.kinds import KINDS
from markets.analytics.market.narratives import narratives
from markets.analytics.panel import View
from tests.markets.analytics.paths import as_panel, simulated
from tests.markets.analytics.reference.files import Market
from tests.markets.analytics.reference.narratives import narratives_of

ROWS, EACH = 330, 6
NAMES = ("ai", "defi", "games", "layer-1", "memes", "oracles", "rwa")


def hostile(*, rows=ROWS):
    """Seven categories of six; two coins belong to two of them, and one to none."""
    draws = np.random.default_rng(12)
    close = simulated(rows, len(NAMES) * EACH + 1, seed=7).close
    volume = 1e7 * np.exp(0.4 * draws.standard_normal(close.shape))
    cap = 1e9 * close / close[0] * np.arange(1, close.shape[1] + 1)
    close[150:300, 6:12] *= 0.98 ** np.arange(1, 151)[:, None]  # defi lags for months
    close[260:300, 6:12] *= 1.06 ** np.arange(1, 41)[:, None]  # and leads
    volume[260:300, 6:12] *= 4
    for place in (1, 9, 20, 33):
        start = int(draws.integers(100, 280))
        close[start : start + int(draws.integers(2, 12)), place] = np.nan
    close[240:, 14], close[:170, 15] = np.nan, np.nan  # games has four of 90 closes between
    # the end of one and the 90th close of another
    volume[100:180, 25], volume[200:, 26] = np.nan, 50_000.0
    cap[:, 30:34] = np.nan
    cap[:250, 40] = np.nan
    listed = [{NAMES[place // EACH]} for place in range(len(NAMES) * EACH)] + [set()]
    listed[0].add("memes")
    listed[41].add("ai")
    return as_panel(
        close, volume=volume, extras={"market_cap": cap},
        assets=("BTC", *(f"C{place:03}" for place in range(1, close.shape[1]))),
        categories=tuple(map(frozenset, listed)),
    )  # fmt: skip


@pytest.fixture(scope="module")
def panel():
    return hostile()


@pytest.fixture(scope="module")
def found(panel):
    return narratives(View(panel))


def market_from(panel):
    """A panel of coins as the reference's market."""
    days = pd.DatetimeIndex(panel.days)
    columns = {name: getattr(panel, name) for name in ("open", "high", "low", "close", "volume")}
    frames = {
        name: pd.DataFrame(values, days, list(panel.assets))
        for name, values in {**columns, **panel.extras}.items()
    }
    return Market(days, list(panel.assets), frames, dict.fromkeys(panel.assets, "coin"))


@pytest.fixture(scope="module")
def expected(panel):
    market = market_from(panel)
    members = {
        name: [asset for asset, listed in zip(panel.assets, panel.categories, strict=True)
               if name in listed]
        for name in NAMES
    }  # fmt: skip
    with np.errstate(all="ignore"):
        return narratives_of(market, members)


def test_it_is_the_market_that_was_meant(panel, found):
    """A category of four for a while, one turn at least, and nothing but coins."""
    games = found.coins[:, found.categories.index("games")]
    assert {4, 5} <= set(games[160:].tolist())
    assert found.turns[:, found.categories.index("defi")].any()
    assert {KINDS[code] for code in View(panel).kinds[-1]} == {"coin"}


@pytest.mark.parametrize("days", [14, 30, 90])
def test_how_far_each_is_ahead(found, expected, days):
    assert found.categories == tuple(sorted(NAMES))
    frame = expected[f"ahead_{days}"][list(found.categories)].to_numpy()
    assert np.isfinite(frame).any(axis=0).all()
    assert found.ahead[days] == pytest.approx(frame, rel=1e-9, abs=1e-11, nan_ok=True)


@pytest.mark.parametrize(
    ("figure", "name"),
    [("coins", "coins"), ("volume_share", "share"), ("volume_trend", "trend"),
     ("breadth", "breadth"), ("momentum", "momentum"), ("turns", "turns")],
)  # fmt: skip
def test_every_other_figure_of_every_day(found, expected, figure, name):
    frame = expected[name][list(found.categories)].to_numpy(dtype=float)
    shown = getattr(found, figure).astype(float)
    assert shown == pytest.approx(frame, rel=1e-9, abs=1e-11, nan_ok=True)
