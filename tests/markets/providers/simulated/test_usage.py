"""Figures beyond candles of the simulated market: offered for every asset, the same every time."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from markets.analytics.inputs import INPUTS
from markets.providers.base import ProviderError
from markets.providers.simulated.provider import SimulatedProvider

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
YEAR_AGO, YESTERDAY = date(2025, 11, 28), date(2026, 11, 27)


def provider(*, now: datetime = NOW, seed: int = 2019) -> SimulatedProvider:
    return SimulatedProvider(seed=seed, now=lambda: now)


def figures(ref: str, *, start=YEAR_AGO, end=YESTERDAY, **market) -> dict[str, np.ndarray]:
    page = provider(**market).observations(ref, start=start, end=end)
    assert {record.first for record in page.records} <= {start}
    return {record.figure: np.array(record.values) for record in page.records}


def test_every_figure_that_an_analysis_reads_is_offered():
    offered = set()
    for ref in ("bitcoin", "aave", "dogecoin"):
        offered |= set(figures(ref))
    assert offered == set(INPUTS)


def test_no_value_is_negative_and_shares_are_per_cent():
    for record in provider().list_assets().records[::10]:
        for name, values in figures(record.ref).items():
            known = values[np.isfinite(values)]
            assert (known >= 0).all(), (record.ref, name)
            if name.endswith("_share") or name == "votes_up":
                assert (known <= 100).all(), (record.ref, name)


def test_a_later_horizon_leaves_every_earlier_value():
    before = figures("aave")
    later = figures("aave", now=NOW + timedelta(days=400))
    assert before.keys() == later.keys()
    for name, values in before.items():
        np.testing.assert_array_equal(values, later[name], err_msg=name)


def test_yesterday_is_the_last_day():
    values = figures("bitcoin", end=YESTERDAY + timedelta(days=9))["transactions"]
    assert len(values) == (YESTERDAY - YEAR_AGO).days + 1


def test_nothing_is_known_of_days_before_the_market():
    assert figures("bitcoin", start=date(2026, 11, 28), end=YESTERDAY) == {}


def test_an_asset_has_no_figures_outside_its_life():
    launch = date(2020, 4, 11)
    values = figures("solana", start=date(2020, 4, 1), end=date(2020, 4, 20))["watchers"]
    assert np.isnan(values[: (launch - date(2020, 4, 1)).days]).all()
    assert np.isfinite(values[(launch - date(2020, 4, 1)).days :]).all()


def test_an_unknown_asset_is_a_permanent_error():
    with pytest.raises(ProviderError) as caught:
        figures("no-such-coin")
    assert caught.value.permanent


def test_circulating_supply_grows_and_stays_under_its_limit():
    supply = figures("bitcoin", start=date(2020, 1, 1))["circulating_supply"]
    assert (np.diff(supply) >= 0).all()
    assert supply[-1] <= 21_000_000
    assert 0.02 < supply[-1] / supply[0] - 1 < 0.2


def test_what_is_listed_is_the_days_supply_and_makes_the_quoted_cap():
    market = provider()
    listed = {record.ref: record for record in market.list_assets().records}
    for quote in market.markets(top=40).records:
        supply = listed[quote.ref].circulating_supply
        assert quote.market_cap == pytest.approx(quote.price * supply, rel=1e-12)


def test_a_candle_has_the_cap_of_its_day():
    day = date(2025, 1, 15)
    (candle,) = provider().history("aave", start=day, end=day).records
    supply = figures("aave", start=day, end=day)["circulating_supply"][0]
    assert candle.market_cap == pytest.approx(candle.close * supply, rel=1e-12)


def test_the_days_most_searched_are_few_and_change():
    names = [record.ref for record in provider().list_assets().records]
    trending = np.array([figures(ref, start=date(2026, 11, 1))["trending"] for ref in names[:60]])
    assert trending.max() == 1
    assert (np.nansum(trending, axis=0) <= 15).all()
    assert (trending[:, 0] != trending[:, -1]).any()


def test_counts_of_what_was_done_only_grow():
    for name in ("merged_prs", "stars"):
        assert (np.diff(figures("aave", start=date(2023, 1, 1))[name]) >= 0).all()


def test_another_seed_is_another_market():
    assert (figures("aave")["fees"] != figures("aave", seed=7)["fees"]).any()
