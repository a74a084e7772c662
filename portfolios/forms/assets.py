"""Assets as people write them."""

from django import forms

from markets.models import Asset
from markets.selectors import find_assets, find_assets_by_name


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
