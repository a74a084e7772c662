"""What is locked and paid: today's totals, and the days before the first of them."""

from datetime import UTC, datetime

import numpy as np
import pytest
from django.core.cache import cache

from markets.services import fill_totals, fill_usage, refresh_totals
from markets.services.observations.recording import Observed, record_observations
from tests.markets import fake_vendor as bad
from tests.markets.observed import TODAY, ago, values

pytestmark = pytest.mark.django_db


@pytest.fixture
def llama(live_market, use_source, vendor, settings):
    """Has the vendor answer chains, protocols and fees."""
    use_source("defillama")
    settings.DEFILLAMA_YIELDS_URL = vendor.url

    def put(*, chains=(), protocols=(), fees=()):
        vendor.routes["/v2/chains"] = list(chains)
        vendor.routes["/protocols"] = list(protocols)
        vendor.routes["/overview/fees"] = {"protocols": list(fees)}

    return put


def chain(ref: str, tvl: object) -> dict:
    return {"name": ref.title(), "gecko_id": ref, "tvl": tvl}


def protocol(key: int, tvl: float, **changes) -> dict:
    return {"id": str(key), "slug": f"p{key}", "symbol": "-", "category": "Dexs", "tvl": tvl,
            "gecko_id": None, **changes}  # fmt: skip


def test_totals_go_to_listed_assets(llama, make_asset):
    make_asset("ethereum")
    llama(chains=[chain("ethereum", 5e10), chain("nobody", 1e9)])
    run = refresh_totals()
    assert values("tvl", "ethereum") == {0: 5e10}
    assert (run.accepted, run.reasons) == (1, {"unknown asset": 1})


def test_a_guess_needs_the_symbol(llama, make_asset):
    make_asset("uniswap", symbol="UNI")
    make_asset("pump", symbol="OTHER")
    llama(protocols=[
        protocol(1, 5e9, symbol="UNI", parentProtocol="parent#uniswap"),
        protocol(2, 5e9, symbol="PUMP", parentProtocol="parent#pump"),
    ])  # fmt: skip
    run = refresh_totals()
    assert values("tvl", "uniswap") == {0: 5e9}
    assert values("tvl", "pump") == {}
    assert run.reasons == {"of another symbol": 1}


def test_fees_of_an_asset_with_a_better_source_are_left_to_it(llama, make_asset, use_source):
    use_source("coinmetrics")
    make_asset("ethereum")
    make_asset("solana")
    llama(
        chains=[chain("ethereum", 5e10), chain("solana", 9e9)],
        fees=[{"defillamaId": name, "name": name, "total24h": 5e6, "protocolType": "chain"}
              for name in ("Ethereum", "Solana")],
    )  # fmt: skip
    run = refresh_totals()
    assert values("fees", "solana") == {1: 5e6}
    assert values("fees", "ethereum") == {}
    assert run.reasons == {"has another source": 1}


def test_a_total_a_thousand_times_the_days_before_is_not_believed(llama, make_asset, vendor):
    asset = make_asset("ethereum")
    record_observations([Observed(asset.pk, "tvl", ago(1), np.array([5e10]), "defillama")])
    llama(chains=[chain("ethereum", 5e13)])
    run = refresh_totals()
    assert values("tvl", "ethereum") == {1: 5e10}
    assert run.reasons == {"far from the days before": 1}


def test_a_step_that_stays_is_taken_after_some_days(llama, make_asset):
    asset = make_asset("ethereum")
    record_observations([Observed(asset.pk, "tvl", ago(4), np.array([5e7]), "defillama")])
    llama(chains=[chain("ethereum", 5e10)])
    assert refresh_totals().accepted == 1


def test_a_simulated_market_asks_nobody(simulated_market, use_source, vendor):
    use_source("defillama")
    use_source("coinmetrics")
    assert refresh_totals() is None
    assert fill_usage() is None
    assert vendor.requests == []


def test_totals_cost_a_fixed_number_of_queries(llama, make_asset, django_assert_max_num_queries):
    for n in range(30):
        make_asset(f"c{n}")
    llama(chains=[chain(f"c{n}", 1e9) for n in range(30)])
    with django_assert_max_num_queries(25):
        assert refresh_totals().accepted == 30


# --- the past -------------------------------------------------------------------------------------

CHAIN = "/v2/historicalChainTvl/Ethereum"


def points(day_key: str, value_key: str, days: dict) -> list[dict]:
    return [
        {day_key: stamp(n), value_key: value} for n, value in sorted(days.items(), reverse=True)
    ]


def stamp(days_ago: int) -> int:
    day = ago(days_ago)
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


@pytest.fixture
def ethereum(llama, make_asset):
    """With a total of today alone."""
    asset = make_asset("ethereum")
    llama(chains=[chain("ethereum", 5e10)])
    refresh_totals()
    return asset


def test_the_days_before_the_first_total_are_asked_for_once(ethereum, vendor):
    vendor.routes[CHAIN] = points("date", "tvl", {3: 4e10, 2: 4.5e10, 1: 4.9e10})
    vendor.routes["/summary/fees/ethereum"] = {"totalDataChart": [[stamp(2), 5e6]]}
    run = fill_totals()
    assert values("tvl", "ethereum") == {3: 4e10, 2: 4.5e10, 1: 4.9e10, 0: 5e10}
    assert values("fees", "ethereum") == {2: 5e6}
    assert (run.provider, run.accepted, run.error) == ("defillama", 4, "")
    count = len(vendor.requests)
    assert fill_totals() is None
    assert len(vendor.requests) == count


def test_a_chain_without_fees_has_its_locked_value(ethereum, vendor):
    vendor.routes[CHAIN] = points("date", "tvl", {1: 4.9e10})
    assert fill_totals().accepted == 1
    assert values("fees", "ethereum") == {}


def test_a_past_that_does_not_lead_to_today_is_not_believed(ethereum, vendor):
    vendor.routes[CHAIN] = points("date", "tvl", {2: 4e13, 1: 4e13})
    assert fill_totals().reasons == {"far from the days before": 1}
    assert values("tvl", "ethereum") == {0: 5e10}


def test_a_past_is_asked_for_again_where_the_vendor_refused(ethereum, vendor, valkey):
    vendor.routes[CHAIN] = points("date", "tvl", {1: 4.9e10})
    vendor.replies = [bad.status(429, Retry_After="30")]
    assert "429" in fill_totals().error
    valkey.flushdb()
    assert fill_totals().accepted == 1


def test_an_asset_with_its_past_is_left_alone(ethereum, vendor):
    record_observations([Observed(ethereum.pk, "tvl", ago(40), np.array([4e10]), "defillama")])
    assert fill_totals() is None


def test_the_past_of_a_guess_needs_the_symbol(llama, make_asset, vendor):
    asset = make_asset("pump", symbol="OTHER")
    record_observations([Observed(asset.pk, "tvl", TODAY, np.array([5e9]), "defillama")])
    llama(protocols=[protocol(2, 5e9, symbol="PUMP", parentProtocol="parent#pump")])
    vendor.routes["/protocol/pump"] = {"tvl": points("date", "totalLiquidityUSD", {1: 5e9})}
    assert fill_totals().reasons == {"of another symbol": 1}
    assert values("tvl", "pump") == {0: 5e9}


def test_a_family_is_asked_for_as_a_whole(llama, make_asset, vendor):
    make_asset("aave")
    llama(protocols=[
        protocol(1, 3e9, gecko_id="aave", parentProtocol="parent#aave"),
        protocol(2, 4e9, parentProtocol="parent#aave"),
    ])  # fmt: skip
    refresh_totals()
    vendor.routes["/protocol/aave"] = {"tvl": points("date", "totalLiquidityUSD", {1: 6e9})}
    cache.clear()
    fill_totals()
    assert values("tvl", "aave") == {1: 6e9, 0: 7e9}
