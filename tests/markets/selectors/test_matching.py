"""Search by whatever an asset is, or was, known by."""

from datetime import date

import pytest

from markets.models import Asset, AssetContract, AssetName


@pytest.fixture
def luna(make_asset):
    asset = make_asset("terra-luna", symbol="LUNC", name="Terra Classic")
    AssetName.objects.create(asset=asset, kind="symbol", text="LUNA", valid_until=date(2022, 5, 27))
    AssetName.objects.create(asset=asset, text="Old Terra")
    AssetContract.objects.create(asset=asset, chain="ethereum", address="0xD2877702675e")
    AssetContract.objects.create(asset=asset, chain="solana", address="F6v4wfAdJB8D")
    return asset


@pytest.mark.parametrize(
    "text",
    ["LUNC", "lun", "Luna", "classic", "terra-l", "old t", "0xd2877702675E", "F6v4wfAdJB8D"],
)
def test_is_found(luna, make_asset, text):
    make_asset("bitcoin")
    assert list(Asset.objects.matching(text)) == [luna]


@pytest.mark.parametrize("text", ["f6v4wfadjb8d", "%", "xyz"])
def test_is_not_found(luna, text):
    assert not Asset.objects.matching(text).exists()


def test_comes_in_the_order_of_rank_and_once(luna, make_asset):
    small = make_asset("luna-small", symbol="LUNA", rank=900)
    large = make_asset("terra-luna-2", symbol="LUNA", name="Luna Luna", rank=80)
    assert list(Asset.objects.matching("luna")) == [large, small, luna]


def test_own_assets_are_in_no_public_list(make_asset):
    make_asset("own-1", symbol="SHED", kind="own")
    assert not Asset.objects.active().matching("SHED").exists()
