"""The panel of the database: the stored days, in order, of whoever had a price then."""

from datetime import date, timedelta

import numpy as np
import pytest

from markets.analytics.analysis import analyse
from markets.analytics.panel import View
from markets.models import Asset, Category, OpenCandle
from markets.selectors.panel import load_panel
from markets.services.history.folding import copy_candles
from markets.services.observations.recording import Observed, record_observations
from tests.factories import make_asset

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NEW_YEAR = date(2024, 1, 1)
FIGURES = ("open", "high", "low", "close", "volume")


def store(slug: str, first: date, closes, *, source="test", **figures) -> int:
    """Days with these closes from `first` on; the further figures are those of each day."""
    asset = make_asset(slug)
    given = [figures.get(name) for name in FIGURES]
    copy_candles(
        (
            asset.pk, first + n * DAY, given[0], given[1], given[2], float(close), given[4],
            figures.get("market_cap"), source,
        )
        for n, close in enumerate(closes)
    )  # fmt: skip
    return asset.pk


def rows(values: np.ndarray) -> list[list[float | None]]:
    return [[None if np.isnan(one) else one for one in row] for row in values]


def test_days_run_down_and_assets_across_by_slug():
    store("ethereum", date(2023, 12, 30), [1, 2, 3, 4])
    store("bitcoin", NEW_YEAR, [30, 40])
    panel = load_panel(until=date(2024, 1, 2), days=3)
    assert panel.assets == ("bitcoin", "ethereum")
    assert [str(day) for day in panel.days] == ["2023-12-31", "2024-01-01", "2024-01-02"]
    assert rows(panel.close) == [[None, 2.0], [30.0, 3.0], [40.0, 4.0]]
    assert panel.is_bitcoin.tolist() == [True, False]


def test_rows_of_the_open_month_and_folded_days_are_one_history():
    pk = store("bitcoin", NEW_YEAR, [1, 2])
    OpenCandle.objects.create(
        asset_id=pk, day=NEW_YEAR + 2 * DAY, open=2.5, high=4, low=2, close=3, volume=9, source="x"
    )
    panel = load_panel(until=NEW_YEAR + 3 * DAY, days=4)
    assert rows(panel.close) == [[1.0], [2.0], [3.0], [None]]
    figures = {name: getattr(panel, name)[2, 0] for name in FIGURES}
    assert figures == {"open": 2.5, "high": 4.0, "low": 2.0, "close": 3.0, "volume": 9.0}
    assert np.isnan(panel.extras["market_cap"][2, 0])


def test_an_open_that_is_not_stored_is_the_close_before_the_span_too():
    pk = store("bitcoin", NEW_YEAR, [5])
    copy_candles([(pk, NEW_YEAR + DAY, 5.0, 7.0, 4.0, 6.0, None, 120.0, "test")])
    panel = load_panel(until=NEW_YEAR + DAY, days=1)
    assert panel.open.tolist() == [[5.0]]
    assert panel.extras["market_cap"].tolist() == [[120.0]]


def test_what_came_later_does_not_show():
    store("bitcoin", NEW_YEAR, [1, 2, 3])
    store("launched", NEW_YEAR + 2 * DAY, [9])
    panel = load_panel(until=NEW_YEAR + DAY, days=2)
    assert panel.assets == ("bitcoin",)
    assert rows(panel.close) == [[1.0], [2.0]]


def test_the_panel_of_a_past_day_has_what_is_dead_today():
    pk = store("dead", NEW_YEAR, [1, 2])
    Asset.objects.filter(pk=pk).update(is_active=False)
    assert load_panel(until=NEW_YEAR, days=1).assets == ("dead",)


def test_assets_may_be_chosen():
    store("bitcoin", NEW_YEAR, [1])
    chosen = store("ethereum", NEW_YEAR, [2])
    assert load_panel(until=NEW_YEAR, days=1, assets=[chosen]).assets == ("ethereum",)
    assert load_panel(until=NEW_YEAR, days=1, assets=[]).close.shape == (1, 0)


def test_kinds_and_categories_are_those_of_the_asset():
    pk = store("usd-coin", NEW_YEAR, [1])
    store("eur", NEW_YEAR, [1.1])
    store("bitcoin", NEW_YEAR, [9])
    category = Category.objects.create(slug="layer-1", name="Layer 1")
    category.assets.add(pk)
    panel = load_panel(until=NEW_YEAR, days=1)
    assert panel.kinds == ("", "fiat", "stablecoin")
    assert panel.categories == (frozenset(), frozenset(), frozenset({"layer-1"}))


def test_every_kind_has_a_place_and_an_own_asset_is_nobody_elses_to_see():
    for kind in Asset.Kind:
        store(f"a-{kind}", NEW_YEAR, [1])
        Asset.objects.filter(slug=f"a-{kind}").update(kind=kind)
    panel = load_panel(until=NEW_YEAR, days=1)
    assert "a-own" not in panel.assets
    assert dict(zip(panel.assets, panel.kinds, strict=True))["a-wrapped"] == "wrapped"
    assert len(panel.assets) == len(Asset.Kind) - 1


def observed(pk: int, first: date, *values: float, seen_on: date) -> None:
    record_observations([Observed(pk, "tvl", first, np.array(values), "x")], seen_on=seen_on)


def test_observed_figures_are_extras():
    pk = store("bitcoin", date(2023, 12, 31), [1, 2, 3])
    store("ethereum", NEW_YEAR, [1])
    observed(pk, date(2023, 12, 31), 10, 20, seen_on=date(2024, 1, 5))
    panel = load_panel(until=NEW_YEAR + DAY, days=3)
    assert rows(panel.extras["tvl"]) == [[10.0, None], [20.0, None], [None, None]]
    assert set(panel.extras) == {"market_cap", "tvl"}


def test_a_value_counts_from_the_day_on_which_it_was_seen():
    pk = store("bitcoin", NEW_YEAR, [1, 2])
    observed(pk, NEW_YEAR, 10, seen_on=date(2024, 1, 3))
    observed(pk, NEW_YEAR + DAY, 20, seen_on=date(2024, 1, 9))
    observed(pk, NEW_YEAR, 11, seen_on=date(2024, 1, 12))

    def tvl(day: int | None) -> list:
        seen_by = date(2024, 1, day) if day else None
        panel = load_panel(until=NEW_YEAR + DAY, days=2, seen_by=seen_by)
        return rows(panel.extras["tvl"])

    assert tvl(2) == [[None], [None]]
    assert tvl(3) == [[10.0], [None]]
    assert tvl(9) == [[10.0], [20.0]]
    assert tvl(12) == tvl(None) == [[11.0], [20.0]]


def test_the_queries_are_as_many_for_many_assets_as_for_one(django_assert_num_queries):
    ids = [store(f"coin-{n}", NEW_YEAR, [1, 2]) for n in range(20)]
    with django_assert_num_queries(5):
        load_panel(until=NEW_YEAR, days=1, assets=ids[:1])
    with django_assert_num_queries(5):
        load_panel(until=NEW_YEAR, days=300)


def test_the_analytics_read_it():
    random = np.random.default_rng(3)
    for slug in ("bitcoin", "ethereum", "solana"):
        store(slug, NEW_YEAR, 100 * np.exp(np.cumsum(random.normal(0, 0.02, 200))), volume=1e6)
    panel = load_panel(until=NEW_YEAR + 199 * DAY, days=200)
    assert View(panel).is_ranked[-1].all()
    points = analyse(panel, horizons=(7,)).points
    assert np.isfinite(points["corr_btc_90"].values).all()


def test_what_holders_made_for_themselves_is_nobody_else_s():
    store("bitcoin", NEW_YEAR, [1])
    own = store("my-house", NEW_YEAR, [9])
    make_asset("my-house").__class__.objects.filter(pk=own).update(kind="own")
    assert load_panel(until=NEW_YEAR, days=1).assets == ("bitcoin",)
    assert load_panel(until=NEW_YEAR, days=1, assets=[own]).assets == ()


def test_a_wrapped_coin_is_one():
    pk = store("wrapped-bitcoin", NEW_YEAR, [1])
    make_asset("wrapped-bitcoin").__class__.objects.filter(pk=pk).update(kind="wrapped")
    assert load_panel(until=NEW_YEAR, days=1).kinds == ("wrapped",)
