"""DefiLlama's rows with odd cells, and that no dollar is counted twice or lost without a word."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markets.providers.base import collected
from markets.providers.defillama.rows import (
    ChainRecord,
    FeesRecord,
    ProtocolRecord,
    chain_record,
    fees_by_id,
    pool_record,
    protocol_record,
    series_points,
)
from markets.providers.defillama.totals import NOT_LOCKED, places_by_ref, totals

TODAY = date(2026, 4, 7)
ODD = ["", "x", [], {}, True, -1, float("nan"), 10**400, "1_000"]
PROTOCOL = {"id": "1", "slug": "aave", "symbol": "aave", "gecko_id": "aave", "tvl": 5.0,
            "category": "Lending", "parentProtocol": "parent#aave"}  # fmt: skip
POOL = {"pool": "p", "project": "aave", "chain": "Ethereum", "symbol": "ETH", "tvlUsd": 5.0,
        "apy": 4.0}  # fmt: skip


@pytest.mark.parametrize(("cell", "key"), [("12", "12"), (12, "12"), ("parent#x", "parent#x")])
def test_an_id_is_a_text_or_a_number(cell, key):
    assert protocol_record(PROTOCOL | {"id": cell}).key == key
    found, _ = fees_by_id({"protocols": [{"defillamaId": cell, "name": "A", "total24h": 5}]})
    assert [one.key for one in found] == [key]


@pytest.mark.parametrize("cell", [None, True, 1.5, [], {}, "", "\ud800", "x" * 121])
def test_a_row_without_an_id_is_left_out_and_is_nobodys(cell):
    rows = [PROTOCOL | {"id": cell}, PROTOCOL]
    assert [one.key for one in collected(rows, protocol_record).records] == ["1"]
    answer = {"protocols": [{"defillamaId": cell, "name": "A", "total24h": 5}]}
    assert fees_by_id(answer) == ([], {"unreadable": 1})


@pytest.mark.parametrize("odd", ODD)
def test_what_is_no_sum_leaves_its_row_out(odd):
    assert collected([PROTOCOL | {"tvl": odd}], protocol_record).records == ()
    assert collected([{"name": "A", "tvl": odd}], chain_record).records == ()
    assert fees_by_id({"protocols": [{"defillamaId": 1, "name": "A", "total24h": odd}]})[0] == []


def test_null_is_no_sum_of_a_protocol_and_no_row_of_a_chain():
    assert protocol_record(PROTOCOL | {"tvl": None}).tvl is None
    assert collected([{"name": "A", "tvl": None}], chain_record).records == ()
    answer = {"protocols": [{"defillamaId": 1, "name": "A", "total24h": None}]}
    assert fees_by_id(answer) == ([], {"no figure": 1})


@pytest.mark.parametrize("name", ["symbol", "gecko_id", "category", "parentProtocol"])
@pytest.mark.parametrize("missing", [None, "", "-"])
def test_a_text_that_a_protocol_lacks_is_empty(name, missing):
    found = protocol_record(PROTOCOL | {name: missing})
    field = {"gecko_id": "ref", "parentProtocol": "family"}.get(name, name)
    assert getattr(found, field) == ""


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [(None, ()), ([], ()), (["0xa", None, 5, ["0xb"], "0xc"], ("0xa", "0xc"))],
)
def test_the_tokens_of_a_pool_are_the_texts_of_a_list(tokens, expected):
    assert pool_record(POOL | {"underlyingTokens": tokens}).tokens == expected


@pytest.mark.parametrize("tokens", ["0xabc", {"0xa": 1}, 5, True])
def test_a_pool_whose_tokens_are_no_list_is_unreadable(tokens):
    with pytest.raises(ValueError, match="no list"):
        pool_record(POOL | {"underlyingTokens": tokens})


@pytest.mark.parametrize("odd", [*ODD, None])
def test_a_pool_needs_a_size_and_a_yield_and_may_lack_the_others(odd):
    assert collected([POOL | {"tvlUsd": odd}], pool_record).records == ()
    assert len(collected([POOL | {"apy": odd}], pool_record).records) == int(odd == -1)
    found = pool_record(POOL | {"apyReward": odd, "apyMean30d": odd})
    assert found.apy_reward == found.apy_mean_30d == (-0.01 if odd == -1 else None)


def test_a_series_has_the_last_point_of_each_day_that_was_asked_for():
    at = 1775433600  # 2026-04-06 00:00 UTC
    rows = [{"date": at + 3600, "tvl": 2.0}, {"date": str(at), "tvl": "1.5"},
            {"date": at - 86400 * 30, "tvl": 9.0}, {"date": at + 86400 * 9, "tvl": 9.0},
            {"date": at, "tvl": None}, {"date": None, "tvl": 1}, None, [], {}]  # fmt: skip
    page = series_points(rows, "date", "tvl", figure="tvl", start=date(2026, 4, 1), end=TODAY)
    assert page.records == ((date(2026, 4, 6), 1.5),)
    assert page.rejected == {"an earlier point of the day": 1, "unreadable": 6}


# --- sums ---------------------------------------------------------------------------------------

REFS = st.sampled_from(["", "aave", "uni", "eth"])
AMOUNTS = st.integers(0, 1000).map(float)
PROTOCOLS = st.lists(
    st.builds(
        ProtocolRecord, key=st.sampled_from("12345"), slug=st.sampled_from("abc"),
        symbol=st.sampled_from(["", "AAVE"]), ref=REFS, family=st.sampled_from(["", "f", "g"]),
        category=st.sampled_from(["Lending", "CEX", "Bridge"]), tvl=AMOUNTS | st.none(),
    ),
    max_size=6,
)  # fmt: skip
CHAINS = st.lists(
    st.builds(ChainRecord, name=st.sampled_from("XYZ"), ref=REFS, tvl=AMOUNTS), max_size=4
)
FEES = st.lists(
    st.builds(FeesRecord, key=st.sampled_from("1234567"), name=st.sampled_from("XYZ"),
              is_chain=st.booleans(), fees=AMOUNTS), max_size=5,
)  # fmt: skip


@settings(max_examples=150)
@given(PROTOCOLS, CHAINS, FEES)
def test_every_row_is_summed_once_or_left_out_with_a_reason(protocols, chains, fees):
    page = totals(protocols, chains, fees, today=TODAY)
    rows = len(protocols) + len(chains) + len(fees)
    assert page.skipped <= rows
    owners = [(record.figure, record.ref, record.symbol) for record in page.records]
    assert len(set(owners)) == len(owners)
    locked = sum(record.values[0] for record in page.records if record.figure == "tvl")
    paid = sum(record.values[0] for record in page.records if record.figure == "fees")
    first_chains = {chain.name: chain for chain in reversed(chains)}.values()
    first_protocols = {one.key: one for one in reversed(protocols)}.values()
    most = sum(chain.tvl for chain in first_chains if chain.ref) + sum(
        one.tvl or 0.0 for one in first_protocols if one.category not in NOT_LOCKED
    )
    assert locked <= most
    assert paid <= sum(one.fees for one in {row.key: row for row in reversed(fees)}.values())
    of_coins = {chain.ref for chain in first_chains if chain.ref}
    for ref in of_coins:
        own = sum(chain.tvl for chain in first_chains if chain.ref == ref)
        assert [one.values[0] for one in page.records if (one.figure, one.ref) == ("tvl", ref)] == [
            own
        ]


@given(PROTOCOLS, CHAINS)
def test_the_past_is_asked_where_today_is_summed(protocols, chains):
    places = places_by_ref(protocols, chains)
    for record in totals(protocols, chains, [], today=TODAY).records:
        assert record.ref in places
    for ref, place in places.items():
        assert ref == place.owner.ref
        assert bool(place.chains) != bool(place.protocols) or place.chains
        assert len(set(place.protocols)) == len(place.protocols)
