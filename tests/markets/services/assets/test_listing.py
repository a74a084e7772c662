"""The list of assets, kept in step with the provider's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from markets.models import Asset, AssetContract, Category, Quote, RefreshRun
from markets.providers.base import AssetRecord, ProviderError
from markets.selectors import find_assets_called
from markets.services import refresh_quotes, sync_assets
from markets.services.assets.listing import store_assets
from tests.markets import fake_coingecko as bad
from tests.markets.fake_coingecko import coin

pytestmark = pytest.mark.django_db


def record(ref: str, **fields) -> AssetRecord:
    return AssetRecord(ref=ref, **{"symbol": ref[:4].upper(), "name": ref.title(), **fields})


def test_new_assets_come_with_their_categories():
    store_assets([record("render", categories=("ai", "infrastructure"), rank=3)], source="x")
    asset = Asset.objects.get(slug="render")
    assert set(asset.categories.values_list("slug", flat=True)) == {"ai", "infrastructure"}
    assert Category.objects.get(slug="ai").name == "AI"


def test_a_list_is_read_by_a_planner_that_knows_its_size():
    store_assets([record(f"coin-{number}") for number in range(500)], source="x")
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'markets_asset'::regclass")
        assert cursor.fetchone() == (500,)


def test_changes_are_taken_over_and_gaps_leave_what_was_known():
    full = record("a", rank=1, circulating_supply=5.0, max_supply=9.0, kind="stablecoin",
                  categories=("defi",))  # fmt: skip
    store_assets([full], source="x")
    store_assets([record("a", name="Renamed", rank=2, circulating_supply=6.0)], source="x")
    asset = Asset.objects.get()
    assert (asset.name, asset.rank, asset.kind) == ("Renamed", 2, "stablecoin")
    assert (asset.circulating_supply, asset.max_supply) == (6.0, 9.0)
    assert asset.categories.count() == 1


def test_categories_that_are_left_are_taken_away():
    store_assets([record("a", categories=("defi", "ai"))], source="x")
    store_assets([record("a", categories=("ai",))], source="x")
    assert [c.slug for c in Asset.objects.get().categories.all()] == ["ai"]


def test_categories_that_staff_corrected_outlive_the_next_list():
    store_assets([record("a", categories=("defi",)), record("b", categories=("defi",))], source="x")
    corrected = Asset.objects.get(slug="a")
    corrected.categories.set([Category.objects.create(slug="ai", name="AI")])
    Asset.objects.filter(pk=corrected.pk).update(categories_are_fixed=True)
    store_assets([record("a", categories=("rwa",)), record("b", categories=("rwa",))], source="x")
    assert list(corrected.categories.values_list("slug", flat=True)) == ["ai"]
    other = Asset.objects.get(slug="b")
    assert list(other.categories.values_list("slug", flat=True)) == ["rwa"]


def test_asset_that_does_not_change_is_not_written():
    store_assets([record("a", rank=1)], source="x")
    before = Asset.objects.get().updated_at
    store_assets([record("a", rank=1)], source="x")
    assert Asset.objects.get().updated_at == before


def test_asset_that_is_gone_is_kept_out_of_use_and_may_come_back():
    store_assets([record("a"), record("b", rank=2)], source="x")
    stored = store_assets([record("a")], source="x")
    assert stored.deactivated == 1
    gone = Asset.objects.get(slug="b")
    assert (gone.is_active, gone.rank) == (False, None)
    store_assets([record("a"), record("b", rank=5)], source="x")
    assert Asset.objects.get(slug="b").is_active


def test_list_that_lacks_half_of_everything_is_taken_for_broken():
    store_assets([record(f"c{n}") for n in range(100)], source="x")
    with pytest.raises(ProviderError, match="gone at once"):
        store_assets([record("c1")], source="x")
    assert Asset.objects.active().count() == 100


def test_empty_list_is_an_error():
    with pytest.raises(ProviderError, match="empty"):
        store_assets([], source="x")


def test_currencies_are_never_taken_over_by_a_coin_of_that_name(make_asset):
    make_asset("eur", kind="fiat", name="Euro")
    stored = store_assets([record("eur", name="Euro Coin"), record("a")], source="x")
    assert stored.skipped == 1
    euro = Asset.objects.get(slug="eur")
    assert (euro.kind, euro.name, euro.is_active) == ("fiat", "Euro", True)


@pytest.mark.parametrize("ref", ["has space", "dot.dot", "a/b", "ü", "x" * 121])
def test_reference_that_can_stand_in_no_url_is_left_out(ref):
    assert store_assets([record("a"), record(ref)], source="x").skipped == 1
    assert Asset.objects.count() == 1


def test_sync_records_its_run(live_market, fake):
    fake.coins = [coin("bitcoin"), coin("", id=""), coin("second", market_cap_rank=2)]
    run = sync_assets()
    assert (run.kind, run.rows, run.accepted, run.rejected) == ("assets", 3, 2, 1)
    assert Asset.objects.get(slug="second").rank == 2


def test_contracts_come_with_the_list_and_find_their_asset(live_market, fake):
    address = "0x1F9840a85d5aF5bf1D1762F925BDADdC4201F984"
    fake.coins = [
        coin("bitcoin", platforms={"": ""}), coin("odd", platforms={"ethereum": 7, "": "0x1"}),
        coin("uniswap", platforms={"ethereum": address, "solana": " So1 "}),
    ]  # fmt: skip
    sync_assets()
    contracts = AssetContract.objects.values_list("asset__slug", "chain", "address")
    assert set(contracts) == {
        ("uniswap", "ethereum", address.lower()), ("uniswap", "solana", "So1"),
    }  # fmt: skip
    for text in (address, address.lower()):
        assert [asset.slug for asset in find_assets_called(text)] == ["uniswap"]
    assert find_assets_called(address[:-1]) == []


def test_a_contract_stays_with_its_asset_and_one_of_two_coins_is_neithers(
    live_market, fake, make_asset
):
    old = make_asset("old")
    old.contracts.create(chain="ethereum", address="0xA")
    fake.coins = [
        coin("old"), coin("new", platforms={"ethereum": "0xa", "base": "0xB"}),
        coin("liar", platforms={"base": "0xb"}),
    ]  # fmt: skip
    for _ in range(2):
        sync_assets()
    assert AssetContract.objects.get().asset == old


def test_a_coin_of_the_top_that_the_list_lacks_is_listed(live_market, fake):
    fake.coins = [coin("bitcoin"), coin("second")]
    fake.unlisted = {"bitcoin"}
    run = sync_assets()
    assert (run.rows, run.accepted) == (2, 2)
    assert Asset.objects.get(slug="bitcoin").rank == 1


def test_an_asset_that_was_quoted_just_now_stays_in_use_without_the_list(
    live_market, fake, settings
):
    settings.COINGECKO_TOP = 1
    fake.coins = [coin("bitcoin"), coin("small")]
    settings.COINGECKO_PER_MINUTE = 100
    fake.unlisted = {"small"}
    refresh_quotes(refs=["small"])
    sync_assets()
    assert Asset.objects.get(slug="small").is_active
    Quote.objects.update(received_at=timezone.now() - timedelta(days=2))
    sync_assets()
    assert not Asset.objects.get(slug="small").is_active


def test_a_reference_that_comes_twice_is_counted(live_market, fake):
    fake.coins = [coin("bitcoin"), coin("bitcoin")]
    run = sync_assets()
    assert (run.rows, run.accepted, run.rejected) == (2, 1, 1)


def test_sync_with_a_provider_that_is_down_changes_nothing(live_market, fake, make_asset):
    make_asset("bitcoin")
    fake.replies = [bad.status(403)]
    assert "403" in sync_assets().error
    assert Asset.objects.get().is_active
    assert RefreshRun.objects.count() == 1


def test_simulated_list_is_stored_whole_and_stays_the_same(simulated_market):
    first = sync_assets()
    assert first.accepted > 250
    assert Category.objects.count() >= 12
    links = set(Asset.categories.through.objects.values_list("asset_id", "category_id"))
    sync_assets()
    assert set(Asset.categories.through.objects.values_list("asset_id", "category_id")) == links


def test_contracts_are_written_by_a_planner_that_knows_the_list(live_market, fake):
    fake.coins = [coin("uniswap", platforms={"ethereum": "0xa"})]
    with CaptureQueriesContext(connection) as queries:
        sync_assets()
    done = [query["sql"] for query in queries]
    analysed = next(n for n, sql in enumerate(done) if "ANALYZE markets_asset" in sql)
    assert any("INSERT INTO markets_assetcontract" in sql for sql in done[analysed:])
    assert not any("INSERT INTO markets_assetcontract" in sql for sql in done[:analysed])
