"""Finding assets by symbol, their quotes and tiers."""

import pytest
from django.utils import timezone

from markets.models import Quote
from markets.selectors import cap_tier, find_assets, find_assets_by_symbol, quotes_for

pytestmark = pytest.mark.django_db


def slugs(assets) -> list[str]:
    return [asset.slug for asset in assets]


def test_every_wearer_of_a_symbol_is_found_the_likeliest_first(make_asset):
    make_asset("other-uni", symbol="UNI")
    make_asset("unison", symbol="uni", rank=400)
    make_asset("uniswap", symbol="UNI", rank=20)
    make_asset("unite", symbol="UNITE", rank=1)
    assert slugs(find_assets(" uni ")) == ["uniswap", "unison", "other-uni"]


def test_currency_comes_before_a_coin_of_its_symbol(make_asset):
    make_asset("euro-coin", symbol="EUR", rank=1)
    make_asset("eur", symbol="EUR", kind="fiat")
    assert slugs(find_assets("EUR")) == ["eur", "euro-coin"]


def test_assets_out_of_use_are_not_offered_but_old_currencies_are(make_asset):
    make_asset("gone", symbol="GONE", is_active=False)
    make_asset("hrk", symbol="HRK", kind="fiat", is_active=False)
    assert find_assets("GONE") == []
    assert slugs(find_assets("hrk")) == ["hrk"]


def test_many_symbols_are_found_in_one_query(make_asset, django_assert_num_queries):
    for slug in ("bitcoin", "ethereum", "solana"):
        make_asset(slug, symbol=slug[:3].upper())
    with django_assert_num_queries(1):
        found = find_assets_by_symbol(["BIT", "eth", "NONE", ""])
    assert {symbol: slugs(assets) for symbol, assets in found.items()} == {
        "BIT": ["bitcoin"], "ETH": ["ethereum"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cap", "tier"),
    [
        (10_000_000_001, "large"), (10_000_000_000, "mid"), (1_000_000_000, "mid"),
        (999_999_999, "small"), (0, "small"), (None, None),
    ],
)  # fmt: skip
def test_tiers_by_market_cap(cap, tier):
    assert cap_tier(cap) == tier


def test_quotes_by_asset_id(make_asset):
    bitcoin, bare = make_asset("bitcoin"), make_asset("bare")
    now = timezone.now()
    Quote.objects.create(asset=bitcoin, price=5.0, as_of=now, received_at=now, source="x")
    found = quotes_for([bitcoin.pk, bare.pk, 10**9])
    assert {pk: quote.price for pk, quote in found.items()} == {bitcoin.pk: 5.0}
