"""Usage of chains: nothing wrong is written, nothing good is lost."""

import pytest
from django.core.cache import cache

from markets.models import ObservationYear, OpenCandle
from markets.services import fill_usage
from tests.factories import set_closes
from tests.markets import fake_vendor as bad
from tests.markets.observed import ago, values

pytestmark = pytest.mark.django_db
CATALOG, SERIES = "/catalog-v2/asset-metrics", "/timeseries/asset-metrics"


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
