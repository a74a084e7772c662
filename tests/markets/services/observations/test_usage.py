"""Usage of chains, and what is locked and paid: nothing wrong is written, nothing good is lost."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.core.cache import cache

from markets.models import ObservationYear, OpenCandle
from markets.services import fill_usage, refresh_totals
from markets.services.observations.recording import Observed, record_observations
from tests.factories import set_closes
from tests.markets import fake_vendor as bad

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date()
CATALOG, SERIES = "/catalog-v2/asset-metrics", "/timeseries/asset-metrics"


def ago(days: int):
    return TODAY - timedelta(days=days)


def values(figure: str, slug: str = "bitcoin") -> dict:
    """By days ago."""
    found = {}
    for row in ObservationYear.objects.filter(figure=figure, asset__slug=slug):
        start = datetime(row.year, 1, 1).date()
        for place, value in enumerate(row.values):
            if np.isfinite(value):
                found[(TODAY - start).days - place] = value
    return found


# --- usage ----------------------------------------------------------------------------------------


@pytest.fixture
def bitcoin(live_market, make_asset, use_source, vendor):
    use_source("coinmetrics")
    metrics = [
        {"metric": name, "frequencies": [{"frequency": "1d"}]} for name in ("TxCnt", "PriceUSD")
    ]
    vendor.routes[CATALOG] = {"data": [{"asset": "btc", "metrics": metrics}]}
    asset = make_asset("bitcoin", symbol="BTC")
    set_closes(asset, {ago(n): 60000.0 for n in range(1, 10)})
    return asset


@pytest.fixture
def answer(vendor):
    """Has the vendor answer transactions by days ago, at a price."""

    def put(counts: dict, *, price: object = "61000"):
        def rows(query):
            return {
                "data": [
                    {
                        "asset": "btc",
                        "time": f"{ago(n)}T00:00:00Z",
                        "TxCnt": str(count),
                        "PriceUSD": price,
                    }
                    for n, count in counts.items()
                    if query["start_time"] <= str(ago(n)) <= query["end_time"]
                ]
            }

        vendor.routes[SERIES] = rows

    return put


def test_the_past_is_recorded_as_seen_today(bitcoin, answer):
    answer({3: 5, 1: 7})
    run = fill_usage()
    assert values("transactions") == {3: 5.0, 1: 7.0}
    assert (run.kind, run.provider, run.rows, run.accepted, run.error) == (
        "figures", "coinmetrics", 2, 2, "",
    )  # fmt: skip
    assert ObservationYear.objects.get().seen_after[-1] == 1


def test_what_is_known_is_not_asked_again(bitcoin, answer, vendor, valkey):
    answer({2: 5, 1: 7})
    fill_usage()
    count = len(vendor.requests)
    assert fill_usage() is None
    valkey.flushdb()
    assert fill_usage() is None
    assert len(vendor.requests) == count


def test_a_day_that_is_not_published_yet_is_asked_for_hours_later(bitcoin, answer, vendor, valkey):
    answer({3: 5})
    fill_usage()
    assert fill_usage() is None
    cache.clear()
    answer({3: 6, 1: 9})
    assert fill_usage().accepted == 2
    assert vendor.requests[-1].query["start_time"] == str(ago(10))
    assert values("transactions") == {3: 5.0, 1: 9.0}


@pytest.mark.parametrize("price", ["61000000", "3000.5"])
def test_a_series_at_another_price_is_of_another_asset(bitcoin, answer, price):
    answer({2: 5, 1: 7}, price=price)
    run = fill_usage()
    assert values("transactions") == {}
    assert (run.rows, run.reasons) == (2, {"of another asset, by its price": 2})


def test_without_a_price_of_ours_nothing_is_taken(bitcoin, answer):
    OpenCandle.objects.all().delete()
    answer({1: 5})
    run = fill_usage()
    assert run.reasons == {"no price to compare with": 1}


def test_an_odd_day_costs_no_other(bitcoin, answer):
    answer({3: "NaN", 2: -5, 1: 7})
    run = fill_usage()
    assert values("transactions") == {1: 7.0}
    assert run.reasons == {"not a number": 1, "out of range": 1}


def test_the_next_run_goes_on_where_the_vendor_refused(bitcoin, answer, vendor):
    answer({1: 7})
    vendor.replies = [bad.status(429, Retry_After="30")]
    assert "429" in fill_usage().error
    assert values("transactions") == {}


def test_an_asset_that_the_source_does_not_name_is_not_asked(live_market, make_asset, use_source):
    use_source("coinmetrics")
    make_asset("unheard-of", symbol="BTC")
    assert fill_usage() is None


def test_staff_may_name_an_asset_of_the_source(bitcoin, answer, make_asset, vendor):
    renamed = make_asset("bitcoin-2", symbol="BTC2")
    set_closes(renamed, {ago(1): 60000.0})
    renamed.references.create(provider="coinmetrics", reference="btc")
    answer({1: 7})
    fill_usage()
    assert values("transactions", "bitcoin-2") == {1: 7.0}


# --- totals ---------------------------------------------------------------------------------------


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
