"""Where assets earn a yield: by contracts, never by symbols."""

import pytest

from markets.models import YieldPool
from markets.services import refresh_yields
from tests.markets import fake_vendor as bad

pytestmark = pytest.mark.django_db
UNI = "0x1F9840a85d5aF5bf1D1762F925BDADdC4201F984"


def pool(ref: str, *tokens: object, **changes) -> dict:
    return {
        "pool": ref, "project": "aave-v3", "chain": "Ethereum", "symbol": "UNI", "tvlUsd": 5e6,
        "apy": 4.5, "apyReward": 1.5, "apyMean30d": 4.0, "ilRisk": "no", "outlier": False,
        "underlyingTokens": list(tokens), **changes,
    }  # fmt: skip


@pytest.fixture
def offer(live_market, use_source, vendor, settings):
    """Has the vendor offer some pools."""
    use_source("defillama")
    settings.DEFILLAMA_YIELDS_URL = vendor.url

    def put(*pools: object) -> None:
        vendor.routes["/pools"] = {"status": "success", "data": list(pools)}

    return put


@pytest.fixture
def uniswap(make_asset):
    asset = make_asset("uniswap", symbol="UNI")
    asset.contracts.create(chain="ethereum", address=UNI)
    return asset


def references() -> list[tuple[str, str]]:
    return list(
        YieldPool.objects.order_by("reference", "asset__slug").values_list(
            "asset__slug", "reference"
        )
    )


def test_a_pool_is_of_the_assets_whose_contracts_it_takes(offer, uniswap, make_asset):
    make_asset("ethereum")
    offer(
        pool("a", UNI),
        pool("b", "0x0000000000000000000000000000000000000000", UNI.lower(), ilRisk="yes"),
        pool("another-chain", UNI, chain="Base"),
        pool("same-symbol", "0x9"),
        pool("tokens-unknown", underlyingTokens=None),
    )
    run = refresh_yields()
    assert references() == [("uniswap", "a"), ("ethereum", "b"), ("uniswap", "b")]
    first = YieldPool.objects.get(reference="a")
    assert (first.project, first.chain, first.tvl) == ("aave-v3", "Ethereum", 5e6)
    assert (first.apy, first.apy_reward, first.apy_mean_30d) == (0.045, 0.015, 0.04)
    assert not first.may_lose
    assert YieldPool.objects.filter(reference="b", may_lose=True).count() == 2
    assert (run.rows, run.accepted, run.reasons) == (5, 2, {"of no asset of ours": 3})


def test_the_largest_pools_of_an_asset_are_stored_and_each_answer_replaces_all(offer, uniswap):
    offer(*(pool(f"{n:02}", UNI, tvlUsd=1e6 * (n + 1)) for n in range(12)))
    refresh_yields()
    assert [reference for _, reference in references()] == [f"{n:02}" for n in range(2, 12)]
    offer(pool("new", UNI))
    refresh_yields()
    assert references() == [("uniswap", "new")]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"apy": None}, "unreadable"), ({"apy": "x"}, "unreadable"), ({"tvlUsd": -1}, "unreadable"),
     ({"apy": 444718.0}, "out of range"), ({"apy": -3}, "out of range"),
     ({"tvlUsd": 1e13}, "out of range"), ({"tvlUsd": 99_999}, "too small"),
     ({"outlier": True}, "an outlier by its vendor"), ({"underlyingTokens": 7}, "unreadable")],
)  # fmt: skip
def test_a_pool_that_cannot_be_is_counted_and_costs_no_other(offer, uniswap, changes, reason):
    offer(pool("odd", UNI, **changes), pool("good", UNI))
    assert refresh_yields().reasons == {reason: 1}
    assert references() == [("uniswap", "good")]


def test_a_reference_that_comes_twice_is_one_pool(offer, uniswap):
    offer(pool("a", UNI), pool("a", UNI, apy=5.0))
    refresh_yields()
    assert YieldPool.objects.get().apy == 0.05


@pytest.mark.parametrize("answer", [{"data": []}, {"data": [None]}, {"data": 7}, []])
def test_an_answer_without_pools_leaves_what_is_stored(offer, uniswap, vendor, answer):
    offer(pool("a", UNI))
    refresh_yields()
    vendor.routes["/pools"] = answer
    assert refresh_yields().error
    assert references() == [("uniswap", "a")]


def test_a_source_that_is_switched_off_and_a_simulated_market_ask_nobody(
    offer, use_source, vendor, uniswap
):
    use_source("defillama", enabled=False)
    assert refresh_yields() is None
    assert vendor.requests == []


def test_a_failing_source_leaves_what_is_stored(offer, uniswap, vendor):
    offer(pool("a", UNI))
    refresh_yields()
    vendor.replies = [bad.status(403)]
    assert "403" in refresh_yields().error
    assert references() == [("uniswap", "a")]
