"""Names of assets, which are stored in English."""

import pytest
from django.utils import translation

from markets.models import Asset
from markets.services.fiat.currencies import CURRENCY_NAMES, UNRATED_NAMES
from markets.templatetags.names import asset_name, currency_label

NAMES = CURRENCY_NAMES | UNRATED_NAMES
FRANC = Asset(symbol="CHF", name="Swiss franc", kind=Asset.Kind.FIAT)


def test_a_currency_has_its_name_in_the_readers_language():
    assert asset_name(FRANC) == "Swiss franc"
    with translation.override("de"):
        assert asset_name(FRANC) == "Schweizer Franken"
        assert currency_label(FRANC) == "CHF: Schweizer Franken"


@pytest.mark.parametrize("code", NAMES)
def test_every_currency_has_a_name_in_german(code):
    with translation.override("de"):
        assert asset_name(Asset(symbol=code, name="?", kind=Asset.Kind.FIAT)) != "?"


def test_a_coin_keeps_its_name_even_under_a_currencys_symbol():
    with translation.override("de"):
        assert asset_name(Asset(symbol="CHF", name="Chafe", kind=Asset.Kind.COIN)) == "Chafe"
