"""One thing that was listed twice becomes one asset; nothing of its history is lost."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from markets.models import Asset, AssetContract, Candle, OpenCandle
from markets.providers.base import AssetRecord
from markets.services import merge_listing
from markets.services.assets.listing import store_assets

OLD = date(2020, 3, 1)


@pytest.fixture
def pair(make_asset):
    return make_asset("pol-old", symbol="POL2"), make_asset("pol", symbol="POL", name="Polygon")


def closes_of(asset):
    return dict(Candle.objects.filter(asset=asset).values_list("day", "close"))


def candle(asset, day, close, *, source="coingecko"):
    OpenCandle.objects.create(asset=asset, day=day, close=close, source=source)


def test_days_that_only_the_source_had_come_over(pair, alice):
    source, target = pair
    candle(source, OLD, 1.0)
    candle(target, date(2020, 3, 2), 2.0)
    merge_listing(source, target, user=alice)
    assert closes_of(target) == {OLD: 1.0, date(2020, 3, 2): 2.0}
    assert closes_of(source) == {OLD: 1.0}


@pytest.mark.parametrize(
    ("recorded", "close"), [("coingecko", 2.0), ("live", 1.0)], ids=["final", "recorded"]
)
def test_of_one_day_the_target_s_candle_stands_unless_it_was_only_recorded(
    pair, alice, recorded, close
):
    source, target = pair
    candle(source, OLD, 1.0)
    candle(target, OLD, 2.0, source=recorded)
    merge_listing(source, target, user=alice)
    assert closes_of(target) == {OLD: close}


def test_the_source_stays_as_a_signpost_that_is_found_by_all_its_names(pair, alice):
    source, target = pair
    AssetContract.objects.create(asset=source, chain="polygon", address="0xABcd")
    merge_listing(source, target, user=alice)
    source.refresh_from_db()
    assert (source.merged_into, source.is_active) == (target, False)
    for text in ("POL2", "pol-old", "0xabCD"):
        assert list(Asset.objects.active().matching(text)) == [target], text


def test_a_list_does_not_bring_the_source_back(pair, alice, simulated_market):
    source, target = pair
    merge_listing(source, target, user=alice)
    records = [AssetRecord(ref=one.slug, symbol=one.symbol, name=one.name) for one in pair]
    store_assets(records, source="simulated", replace=True)
    source.refresh_from_db()
    assert not source.is_active


def test_merges_follow_each_other(pair, alice, make_asset):
    source, target = pair
    last = make_asset("polygon")
    merge_listing(source, target, user=alice)
    merge_listing(target, last, user=alice)
    source.refresh_from_db()
    assert source.merged_into == last


@pytest.mark.parametrize("kinds", [("coin", "fiat"), ("fiat", "coin"), ("coin", "own")])
def test_what_cannot_be_one_is_refused(make_asset, alice, kinds):
    source, target = (make_asset(f"asset-{n}", kind=kind) for n, kind in enumerate(kinds))
    with pytest.raises(ValidationError):
        merge_listing(source, target, user=alice)
    assert Asset.objects.filter(merged_into=None).count() >= 2


def test_an_asset_is_not_merged_into_itself(pair, alice):
    with pytest.raises(ValidationError, match="same asset"):
        merge_listing(pair[0], pair[0], user=alice)
