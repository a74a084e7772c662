"""Amounts, shares and assets as people write them."""

from decimal import Decimal

from django import forms

from markets.models import Asset
from markets.numbers import STORED_DIGITS, STORED_PLACES, plain
from markets.selectors import find_assets, find_assets_by_name
from portfolios.importers.amounts import NumberStyle, parse_amount
from portfolios.importers.base import RowReadError

EXACT = {"max_digits": STORED_DIGITS, "decimal_places": STORED_PLACES}
HUNDRED = Decimal(100)


class AmountField(forms.DecimalField):
    """An exact number as people write it: `20,000`, `20 000.5`, `$5`, `0,5`.

    Pages write a decimal point, so a comma before three digits groups thousands.
    """

    def to_python(self, value):
        if isinstance(value, str) and value.strip():
            try:
                value = parse_amount(
                    value, style=NumberStyle(given="."), field=self.label or "", money=True
                )
            except RowReadError as error:
                raise forms.ValidationError(f"{error.message}.") from None
        return super().to_python(value)


class PercentField(AmountField):
    """A share as people write it, in per cent; cleaned to a fraction, 10 to 0.1."""

    def clean(self, value):
        number = super().clean(value)
        return None if number is None else number / HUNDRED


def percent_text(fraction: Decimal | None) -> str | None:
    """How a form writes a fraction so that `PercentField` reads it back as the same one."""
    return None if fraction is None else plain(HUNDRED * fraction)


class AssetField(forms.CharField):
    """An asset by its symbol or name, or by its name in the address where these collide."""

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 120)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"list": "asset-options", "autocomplete": "off"})
        )
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return asset_text(value) if isinstance(value, Asset) else value

    def clean(self, value):
        """The asset that the text names; None for an empty field."""
        text = super().clean(value)
        if not text:
            return None
        # As written: PEPE is a symbol, which several may wear, and pepe one asset's own name.
        found = Asset.objects.filter(slug=text).first()
        if found:
            return found
        candidates = find_assets(text) or find_assets_by_name(text)
        if not candidates:
            raise forms.ValidationError(f"There is no asset called {text!r}.")
        if len(candidates) > 1:
            names = ", ".join(f"{asset.slug} ({asset.name})" for asset in candidates[:6])
            raise forms.ValidationError(f"Several assets are called {text}: write one of {names}.")
        return candidates[0]


def asset_text(asset: Asset) -> str:
    """How a form writes an asset so that it reads it back as the same one."""
    return asset.symbol if asset.is_fiat else asset.slug
