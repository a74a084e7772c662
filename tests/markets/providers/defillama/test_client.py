"""DefiLlama's protocols, chains, fees and yields, by its contract and against its breaches."""

from datetime import UTC, date, datetime

import pytest

from markets.providers.base import ProviderError
from markets.providers.defillama.client import DefiLlama
from tests.markets import fake_vendor as bad

NOW = datetime(2026, 4, 7, 17, tzinfo=UTC)
TODAY, YESTERDAY = date(2026, 4, 7), date(2026, 4, 6)
START = date(2026, 4, 1)


def protocol(key: object, *, tvl: object, **changes) -> dict:
    return {
        "id": str(key), "name": f"P{key}", "slug": f"p{key}", "symbol": "-", "gecko_id": None,
        "category": "Lending", "chains": [], "tvl": tvl,
    } | changes  # fmt: skip


def chain(name: str, *, tvl: object, ref: object = None) -> dict:
    return {"name": name, "gecko_id": ref, "tvl": tvl, "tokenSymbol": "X"}


def paid(key: object, fees: object, **changes) -> dict:
    return {"defillamaId": str(key), "name": f"P{key}", "total24h": fees,
            "protocolType": "protocol"} | changes  # fmt: skip


@pytest.fixture
def llama(vendor):
    for path, rows in (("/protocols", []), ("/v2/chains", []), ("/overview/fees", None)):
        vendor.routes[path] = {"protocols": []} if rows is None else rows
    return DefiLlama(
        base_url=vendor.url, yields_url=vendor.url, now=lambda: NOW, sleep=lambda seconds: None
    )


def sums(page) -> dict:
    return {(record.ref, record.figure): record.values[0] for record in page.records}


def test_a_chains_coin_has_what_is_locked_on_its_chains(llama, vendor):
    vendor.routes["/v2/chains"] = [
        chain("Polygon", tvl=5.0, ref="polygon"), chain("Polygon zkEVM", tvl=2.0, ref="polygon"),
        chain("Base", tvl=9.0),
    ]  # fmt: skip
    vendor.routes["/protocols"] = [protocol(1, tvl=3.0, gecko_id="polygon")]
    page = llama.latest()
    assert sums(page) == {("polygon", "tvl"): 7.0}
    assert page.rejected == {"of no token": 1, "in its chain's total": 1}
    assert page.records[0].first == TODAY


def test_a_token_has_what_is_locked_in_its_family(llama, vendor):
    vendor.routes["/protocols"] = [
        protocol(1, tvl=3.0, gecko_id="aave", parentProtocol="parent#aave"),
        protocol(2, tvl=4.0, parentProtocol="parent#aave"),
        protocol(3, tvl=1.0, gecko_id="lido-dao"),
    ]
    assert sums(llama.latest()) == {("aave", "tvl"): 7.0, ("lido-dao", "tvl"): 1.0}


def test_a_family_without_a_reference_is_a_guess_that_needs_its_symbol(llama, vendor):
    vendor.routes["/protocols"] = [
        protocol(1, tvl=3.0, symbol="uni", parentProtocol="parent#uniswap"),
        protocol(2, tvl=4.0, symbol="UNI", parentProtocol="parent#uniswap"),
    ]
    (record,) = llama.latest().records
    assert (record.ref, record.symbol, record.values) == ("uniswap", "UNI", (7.0,))


def test_fees_of_the_day_before_go_to_the_same_assets(llama, vendor):
    vendor.routes["/protocols"] = [protocol(1, tvl=3.0, gecko_id="aave")]
    vendor.routes["/v2/chains"] = [chain("Solana", tvl=8.0, ref="solana")]
    vendor.routes["/overview/fees"] = {
        "protocols": [paid(1, 2.5), paid("c", 4.0, name="Solana", protocolType="chain"),
                      paid(99, 7.0), paid(98, None)]
    }  # fmt: skip
    page = llama.latest()
    assert (sums(page)["aave", "fees"], sums(page)["solana", "fees"]) == (2.5, 4.0)
    assert {record.first for record in page.records if record.figure == "fees"} == {YESTERDAY}
    assert page.rejected == {"of no token": 1, "no figure": 1}


def test_what_customers_leave_with_an_exchange_is_not_locked(llama, vendor):
    vendor.routes["/protocols"] = [protocol(1, tvl=3.0, gecko_id="okb", category="CEX")]
    assert sums(llama.latest()) == {}


@pytest.mark.parametrize(
    "odd",
    [None, 7, [], {}, protocol(2, tvl=-1.0), protocol(2, tvl="NaN"), protocol(2, tvl=1e15),
     protocol(2, tvl=[]), protocol(2, tvl=1.0, gecko_id=5), protocol(2, tvl=1.0, slug=None),
     protocol(1, tvl=1.0, gecko_id="aave")],
)  # fmt: skip
def test_an_odd_protocol_is_counted_and_costs_no_other(llama, vendor, odd):
    vendor.routes["/protocols"] = [
        protocol(1, tvl=3.0, gecko_id="aave"), odd, protocol(3, tvl=1.0, gecko_id="lido-dao"),
    ]  # fmt: skip
    page = llama.latest()
    assert sums(page) == {("aave", "tvl"): 3.0, ("lido-dao", "tvl"): 1.0}
    assert page.skipped == 1


@pytest.mark.parametrize(
    "odd", [None, {}, chain("B", tvl=None, ref="b"), chain("B", tvl=-1, ref="b"),
            chain("A", tvl=5.0, ref="a"), chain("", tvl=5.0, ref="b")],
)  # fmt: skip
def test_an_odd_chain_is_counted_and_costs_no_other(llama, vendor, odd):
    vendor.routes["/v2/chains"] = [chain("A", tvl=5.0, ref="a"), odd]
    page = llama.latest()
    assert (sums(page), page.skipped) == ({("a", "tvl"): 5.0}, 1)


def test_a_sum_beyond_belief_is_left_out(llama, vendor):
    vendor.routes["/v2/chains"] = [chain(f"C{n}", tvl=9e13, ref="a") for n in range(3)]
    page = llama.latest()
    assert (page.records, page.rejected) == ((), {"out of range": 1})


def test_a_hundred_thousand_protocols_are_read(llama, vendor):
    vendor.routes["/protocols"] = [protocol(n, tvl=1.0, gecko_id=f"t{n}") for n in range(100_000)]
    assert len(llama.latest().records) == 100_000


def test_series_come_by_day_within_the_days_asked_for(llama, vendor):
    day = int(datetime(2026, 4, 5, tzinfo=UTC).timestamp())
    vendor.routes["/v2/historicalChainTvl/Ethereum"] = [
        {"date": day - 90 * 86400, "tvl": 1}, {"date": day, "tvl": 5.0},
        {"date": day + 86400, "tvl": 6.0}, {"date": day + 90000, "tvl": 7.0},
        {"date": day + 30 * 86400, "tvl": 9.0}, {"date": day, "tvl": None}, None,
    ]  # fmt: skip
    page = llama.chain_tvl("Ethereum", start=START, end=TODAY)
    assert page.records == ((date(2026, 4, 5), 5.0), (date(2026, 4, 6), 7.0))
    assert page.rejected == {"unreadable": 3, "an earlier point of the day": 1}


def test_a_protocol_and_its_fees_have_series(llama, vendor):
    day = int(datetime(2026, 4, 5, tzinfo=UTC).timestamp())
    vendor.routes["/protocol/aave"] = {"tvl": [{"date": day, "totalLiquidityUSD": 5.0}]}
    vendor.routes["/summary/fees/aave"] = {"totalDataChart": [[day, 2.0], [day, "x"], []]}
    assert llama.protocol_tvl("aave", start=START, end=TODAY).records[0][1] == 5.0
    page = llama.fees("aave", start=START, end=TODAY)
    assert (page.records, page.skipped) == (((date(2026, 4, 5), 2.0),), 2)


def test_pools_come_with_their_yield(llama, vendor):
    good = {"pool": "p", "project": "lido", "chain": "Ethereum", "symbol": "STETH", "tvlUsd": 9.0,
            "apy": 2.7}  # fmt: skip
    vendor.routes["/pools"] = {"status": "success", "data": [good, good | {"apy": None}, None]}
    page = llama.pools()
    (pool,) = page.records
    assert (pool.project, pool.tvl, round(pool.apy, 9), page.skipped) == ("lido", 9.0, 0.027, 2)


@pytest.mark.parametrize("path", ["/protocols", "/v2/chains", "/overview/fees"])
@pytest.mark.parametrize("answer", [{"protocols": 7}, {"x": 1}, 7, {"statusCode": 429}])
def test_an_answer_of_another_form_is_an_error(llama, vendor, path, answer):
    vendor.routes[path] = answer
    with pytest.raises(ProviderError):
        llama.latest()


@pytest.mark.parametrize(
    "reply", [bad.status(502), bad.cut_off(), bad.status(429, Retry_After="1")]
)
def test_a_passing_failure_is_tried_again(llama, vendor, reply):
    vendor.routes["/v2/chains"] = [chain("A", tvl=5.0, ref="a")]
    vendor.replies = [reply]
    assert sums(llama.latest()) == {("a", "tvl"): 5.0}
