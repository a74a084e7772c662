"""What people write into fields, as the forms take it."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from portfolios.forms.fields import EXACT, AmountField, AssetField
from tests.factories import make_asset


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("20,000", "20000"), ("20,000.50", "20000.50"), ("20 000", "20000"), ("$1,234.5", "1234.5"),
        ("1.000", "1"), ("0,5", "0.5"), ("1.234.567,8", "1234567.8"), ("  7 ", "7"),
        ("0.000000000000000001", "0.000000000000000001"),
    ],
)  # fmt: skip
def test_amounts_are_taken_as_people_write_them(written, amount):
    assert AmountField(**EXACT).clean(written) == Decimal(amount)


@pytest.mark.parametrize("written", ["abc", "1,2,3", "nan", "1e999", "1.2.3", "--1"])
def test_what_is_no_amount_is_refused(written):
    with pytest.raises(ValidationError):
        AmountField(**EXACT).clean(written)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "written", ["BTC", "btc", "bitcoin", "Bitcoin", "Wrapped-Less  ", "BITCOIN"]
)
def test_an_asset_is_found_by_symbol_slug_or_name(written):
    bitcoin = make_asset("bitcoin")
    bitcoin.name = "Wrapped-Less" if written.startswith("Wrapped") else "Bitcoin"
    bitcoin.save()
    assert AssetField().clean(written) == bitcoin


@pytest.mark.django_db
def test_a_name_that_several_assets_have_is_asked():
    for slug in ("one", "two"):
        asset = make_asset(slug)
        asset.name = "Twin"
        asset.save()
    with pytest.raises(ValidationError, match="write one of one \\(Twin\\), two \\(Twin\\)"):
        AssetField().clean("twin")
