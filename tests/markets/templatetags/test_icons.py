"""An icon is shown with the asset that it belongs to, not with others of its symbol."""

import csv
from importlib import resources
from types import SimpleNamespace

import pytest
from django.contrib.staticfiles import finders

from markets.templatetags.icons import asset_icon


def icon_of(symbol: str, name: str, slug: str = "", *, is_fiat: bool = False) -> str:
    return asset_icon(SimpleNamespace(symbol=symbol, name=name, slug=slug, is_fiat=is_fiat))


@pytest.mark.parametrize(
    ("symbol", "name", "slug"),
    [
        ("BTC", "Bitcoin", "bitcoin"),
        ("LINK", "Chainlink", "chainlink"),
        ("1INCH", "1inch", "1inch"),
        ("BNB", "BNB", "binancecoin"),
        ("XRP", "XRP", "ripple"),
        ("MATIC", "Polygon (MATIC)", "matic-network"),
        ("link", "ChainLink Token", "link"),
    ],
)
def test_an_asset_has_the_icon_of_its_name(symbol, name, slug):
    assert icon_of(symbol, name, slug) == f"/static/vendor/icons/{symbol.lower()}.svg"


@pytest.mark.parametrize(
    ("symbol", "name", "slug"),
    [
        ("LINK", "Stackkit", "stackkit"),
        ("BTC", "Bulltrap Coin", "bulltrap"),
        ("BTC", "Bitcoin Moon", "bitcoin-moon"),
        ("LINK", "The Link Network", "link-network"),
        ("ETH", "", ""),
        ("NOSUCHCOIN", "No Such Coin", "no-such-coin"),
        ("../../settings", "Settings", "settings"),
    ],
)
def test_a_look_alike_has_none(symbol, name, slug):
    assert icon_of(symbol, name, slug) == ""


def test_money_has_the_icon_of_its_code():
    assert icon_of("EUR", "Euro", "eur", is_fiat=True).endswith("/eur.svg")
    assert icon_of("CHF", "Swiss franc", "chf", is_fiat=True) == ""


def test_no_well_known_asset_loses_its_icon():
    known = resources.files("markets.providers.simulated").joinpath("known.csv").read_text()
    rows = list(csv.DictReader(known.splitlines()))
    drawn = [row for row in rows if finders.find(f"vendor/icons/{row['symbol'].lower()}.svg")]
    assert len(drawn) > 20
    assert [
        row["symbol"] for row in drawn if not icon_of(row["symbol"], row["name"], row["slug"])
    ] == []
