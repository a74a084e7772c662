"""What a search offers, the likest first: the statement behind every field that takes an asset."""

from datetime import date

import pytest
from django.utils import translation

from markets.models import Asset, AssetContract, AssetName
from markets.selectors.assets import find_assets_called, former_wearers, search_assets
from tests.factories import set_price

pytestmark = pytest.mark.django_db
ADDRESS = "0xD2877702675e6cEb975b4A1dFf9fb7BAF4C91ea9"
# Slug: symbol, name, rank, kind.
ASSETS = {
    "bitcoin": ("BTC", "Bitcoin", 1, "coin"),
    "bitcoin-cash": ("BCH", "Bitcoin Cash", 20, "coin"),
    "wrapped-bitcoin": ("WBTC", "Wrapped Bitcoin", 15, "wrapped"),
    "standard-hashrate": ("BTCST", "BTC Standard", 900, "coin"),
    "eur": ("EUR", "Euro", None, "fiat"),
    "europa": ("EUR", "Europa", 3, "coin"),
    "euro-coin": ("EURC", "EURC", 80, "stablecoin"),
    "chf": ("CHF", "Swiss franc", None, "fiat"),
    "terra-luna-2": ("LUNA", "Terra", 90, "coin"),
    "terra-luna": ("LUNC", "Terra Classic", 200, "coin"),
    "hundred": ("100%", "Hundred", 500, "coin"),
    "thousand": ("1000M", "A thousand", 400, "coin"),
    "under": ("A_B", "Under", 510, "coin"),
    "other": ("AXB", "Other", 410, "coin"),
    "shed": ("SHED", "Shed", None, "own"),
    "gone": ("GONE", "Gone", 2, "coin"),
}


@pytest.fixture(scope="module")
def known(module_db):
    """Assets by slug; one is out of use, one a holder's own."""
    found = {
        slug: Asset.objects.create(
            slug=slug, symbol=symbol, name=name, rank=rank, kind=kind, is_active=slug != "gone"
        )
        for slug, (symbol, name, rank, kind) in ASSETS.items()
    }
    luna = found["terra-luna"]
    AssetName.objects.create(asset=luna, kind="symbol", text="LUNA", valid_until=date(2022, 5, 27))
    address = AssetContract.normalise(ADDRESS)
    AssetContract.objects.create(asset=found["wrapped-bitcoin"], chain="ethereum", address=address)
    AssetContract.objects.create(asset=luna, chain="terra", address=address)
    set_price(found["bitcoin"], 5.0)
    return found


def offered(text: str, *first: Asset, limit: int = 10, among=None) -> list[str]:
    found = search_assets(text, first=[one.pk for one in first], limit=limit, among=among)
    return [asset.slug for asset in found]


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        # The symbol itself, then one that begins so; WBTC does not.
        ("btc", "bitcoin standard-hashrate"),
        # The name itself, one that begins so, one that holds it.
        ("bitcoin", "bitcoin bitcoin-cash wrapped-bitcoin"),
        (" BitCoin  ", "bitcoin bitcoin-cash wrapped-bitcoin"),
        ("bitcoin cash", "bitcoin-cash"),
        # Money by its code goes before a coin of that symbol, but not before coins that are larger.
        ("EUR", "eur europa euro-coin"), ("eu", "europa euro-coin eur"),
        ("euro", "eur europa euro-coin"),
        # A former symbol comes last, however likely; a slug counts from three letters on.
        ("luna", "terra-luna-2 terra-luna"), ("terra-l", "terra-luna-2 terra-luna"),
        ("st", ""), ("sta", "standard-hashrate"), ("tand", "standard-hashrate"), ("ta", ""),
        ("w", "wrapped-bitcoin"),
        # What LIKE would take for more than itself.
        ("%", ""), ("_", ""), ("100%", "hundred"), ("100", "thousand hundred"), ("a_b", "under"),
        ("\\", ""),
        ("b%", ""), ("bit_oin", ""),
        (ADDRESS, "wrapped-bitcoin terra-luna"), (ADDRESS.lower(), "wrapped-bitcoin terra-luna"),
        (ADDRESS[:-1], ""),
        # Neither what is out of use nor what somebody else holds.
        ("gone", ""), ("shed", ""), ("Swiss Franc", "chf"), ("' OR 1=1 --", ""), ("x" * 300, ""),
    ],
)  # fmt: skip
def test_the_likest_come_first(known, text, slugs):
    assert offered(text) == slugs.split()


def test_what_is_held_comes_before_all_else_that_fits(known):
    wrapped, cash = known["wrapped-bitcoin"], known["bitcoin-cash"]
    assert offered("bitcoin", wrapped) == ["wrapped-bitcoin", "bitcoin", "bitcoin-cash"]
    assert offered("bitcoin", wrapped, cash) == ["wrapped-bitcoin", "bitcoin-cash", "bitcoin"]
    assert offered("btc", wrapped) == ["bitcoin", "standard-hashrate"]
    assert offered("gone", known["gone"]) == []
    # However many others there are, it stands within the few that are offered.
    assert offered("bitcoin", wrapped, limit=1) == ["wrapped-bitcoin"]


def test_as_many_are_offered_as_are_asked_for(known):
    whole = offered("bitcoin")
    assert [offered("bitcoin", limit=most) for most in (1, 2)] == [whole[:1], whole[:2]]
    assert offered("EUR", limit=1) == ["eur"]


def test_of_no_text_what_is_held_and_then_the_largest(known):
    assert offered("", limit=3) == ["bitcoin", "europa", "wrapped-bitcoin"]
    assert offered("  ", known["under"], known["gone"], limit=3) == ["under", "bitcoin", "europa"]
    assert "shed" not in offered("", known["shed"], limit=99)


def test_own_assets_are_offered_to_whom_they_belong(known):
    among = Asset.objects.public() | Asset.objects.filter(slug="shed")
    assert offered("she", among=among) == ["shed"]
    assert offered("", known["shed"], limit=2, among=among) == ["shed", "bitcoin"]
    assert offered("she", among=Asset.objects.public()) == []


def test_a_search_takes_two_queries_and_brings_the_quotes(known, django_assert_num_queries):
    for text in ("bitcoin", ""):
        with django_assert_num_queries(2):
            found = search_assets(text, first=[], limit=5)
            assert found[0].quote.price == 5.0
    with django_assert_num_queries(3):
        search_assets("bitcoin", first=[], limit=5, among=Asset.objects.public())


@pytest.mark.parametrize(
    ("text", "slugs"),
    [("franken", "chf"), ("Schweizer Franken", "chf"), ("SCHWEIZER", "chf"), ("nken", "chf"),
     ("fr", ""), ("Swiss franc", "chf"), ("euro", "eur europa euro-coin")],
)  # fmt: skip
def test_a_german_finds_currencies_by_their_german_names(known, text, slugs):
    with translation.override("de"):
        assert offered(text) == slugs.split()


def called(text: str, **options) -> list[str]:
    return [asset.slug for asset in find_assets_called(text, **options)]


@pytest.mark.parametrize(
    "text",
    [ADDRESS, ADDRESS.lower(), f"0X{ADDRESS[2:].upper()}", f"  {ADDRESS} ", f"ethereum:{ADDRESS}",
     f"eip155:1:{ADDRESS}", f"Ethereum {ADDRESS.lower()}",
     f"https://etherscan.io/token/{ADDRESS}?a=0x1#code"],
)  # fmt: skip
def test_an_address_is_found_as_wallets_and_explorers_write_it(known, text):
    assert offered(text) == called(text) == ["wrapped-bitcoin", "terra-luna"]


def test_an_address_with_colons_or_slashes_of_its_own_is_found(known):
    for address in ("0x2::sui_system_of_old::SUI", "ibc/27394FB092D2ECCD56123C74F36E4C1F92600"):
        AssetContract.objects.create(asset=known["under"], chain="sui", address=address)
        assert offered(address) == ["under"]


@pytest.mark.parametrize(
    ("text", "slugs"),
    [("btc", "bitcoin"), ("Bitcoin", "bitcoin"), ("bitcoin (btc)", "bitcoin"),
     ("Bitcoin (BCH)", ""), ("Euro (EUR)", "eur"), ("Europa (EUR)", "europa"),
     ("EUR", "eur europa"), ("bit", ""), ("", ""), ("LUNA", "terra-luna-2"),
     ("()", ""), ("Bitcoin ()", ""), ("GONE", ""), ("SHED", ""), ("100%", "hundred"),
     (ADDRESS.upper().replace("X", "x", 1), "wrapped-bitcoin terra-luna"), ("0xD28777", "")],
)  # fmt: skip
def test_a_text_calls_what_is_wholly_so_called(known, text, slugs):
    assert called(text) == slugs.split()


def test_own_assets_are_called_among_those_of_their_holder(known):
    assert called("Shed (SHED)", among=Asset.objects.all()) == ["shed"]


def test_a_symbol_was_worn_from_a_day_to_another_in_the_order_of_time(known):
    AssetName.objects.create(
        asset=known["under"], kind="symbol", text="luna",
        valid_from=date(2018, 1, 1), valid_until=date(2019, 1, 1),
    )  # fmt: skip
    found = former_wearers([" luna ", "LUNC", ""])
    assert list(found) == ["LUNA"]
    assert [(one.asset.slug, one.since, one.until) for one in found["LUNA"]] == [
        ("under", date(2018, 1, 1), date(2019, 1, 1)), ("terra-luna", None, date(2022, 5, 27)),
    ]  # fmt: skip
    Asset.objects.filter(slug="under").update(merged_into=known["other"])
    assert [one.asset.slug for one in former_wearers(["Luna"])["LUNA"]] == ["terra-luna"]
