"""Assets as people write them: by symbol or name, picked where several fit."""

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.translation import gettext as _

from markets.models import Asset
from markets.selectors import find_assets_called, search_assets
from markets.templatetags.figures import large_money
from markets.templatetags.names import asset_in_words, asset_name
from portfolios.forms.asking import (
    SUFFIX,
    AskingBoundField,
    AskingInput,
    Choice,
    Picked,
    Several,
)

# How many assets a question offers.
OFFERED = 6


class AssetInput(AskingInput):
    """A text; a script offers what fits (`asset-picker.js`) and says here what was picked."""

    def __init__(self, attrs=None):
        super().__init__(
            {"autocomplete": "off", "spellcheck": "false", "data-picker": "", **(attrs or {})}
        )

    def format_value(self, value):
        return value.written if isinstance(value, Picked) else super().format_value(value)

    def render(self, name, value, attrs=None, renderer=None):
        pick = f"{value} {value.written}" if isinstance(value, Picked) else ""
        return super().render(name, value, attrs, renderer) + format_html(
            '<input type="hidden" name="{}" value="{}">', name + SUFFIX, pick
        )


class AssetField(forms.CharField):
    """An asset by its symbol, its name, `Name (SYMBOL)` or its own name in addresses.

    Where that is not one asset's alone the field asks, and says which is the large one. `among` are
    the assets that may be named, the public ones if not given.
    """

    among: QuerySet[Asset] | None = None
    bound_field_class = AskingBoundField
    widget = AssetInput

    def __init__(self, **kwargs):
        kwargs.setdefault("max_length", 160)
        super().__init__(**kwargs)

    def prepare_value(self, value):
        return asset_text(value) if isinstance(value, Asset) else value

    def from_link(self, text: str) -> Asset | str:
        """What a link's query names, as the form's initial value."""
        return self._named().filter(slug=text).first() or text

    def to_python(self, value):
        return value if isinstance(value, Picked) else super().to_python(value)

    def clean(self, value):
        """The asset that the text names; None for an empty field."""
        text = super().clean(value)
        if not text:
            return None
        # As written: PEPE is a symbol, which several may have, and pepe one asset's own name.
        found = self._named().select_related("merged_into").filter(slug=text).first()
        if found:
            return found.merged_into or found
        return _asset_called(text, among=self._named())

    def _named(self) -> QuerySet[Asset]:
        return Asset.objects.public() if self.among is None else self.among

    def in_words(self, value) -> str:
        return "" if value is None else str(value)


def let_name(form: forms.Form, *, among: QuerySet[Asset]) -> None:
    """Let a form's fields name these assets; those of a portfolio's form also its own ones."""
    for field in form.fields.values():
        if isinstance(field, AssetField):
            field.among = among


def _asset_called(text: str, *, among: QuerySet[Asset]) -> Asset:
    """The one asset of this symbol or name. Raises `Several`, or that there is none."""
    candidates = find_assets_called(text, among=among)
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        names = ", ".join(f"{asset.slug} ({asset_name(asset)})" for asset in candidates[:OFFERED])
        raise Several(
            _("Several assets are called {text}: write one of {names}.").format(
                text=text, names=names
            ),
            choices=_choices(candidates[:OFFERED]),
        )
    like = search_assets(text, first=(), limit=OFFERED, among=among)
    if like:
        raise Several(
            _("There is no asset called {text}. Is it one of these?").format(text=repr(text)),
            choices=_choices(like),
        )
    raise forms.ValidationError(_("There is no asset called {text}.").format(text=repr(text)))


def _choices(assets: list[Asset]) -> list[Choice]:
    return [Choice(asset.slug, asset_in_words(asset), _size(asset)) for asset in assets]


def _size(asset: Asset) -> str:
    """What tells an asset from one that is called the same."""
    quote = getattr(asset, "quote", None)
    if asset.is_fiat:
        return _("currency")
    parts = [asset.slug]
    if asset.rank:
        parts.append(_("rank {rank}").format(rank=asset.rank))
    if quote is not None and quote.market_cap:
        parts.append(_("market cap {value}").format(value=large_money(quote.market_cap)))
    else:
        parts.append(_("no market cap known"))
    return ", ".join(parts)


def asset_text(asset: Asset) -> Picked:
    """How a form writes an asset so that it reads it back as the same one."""
    return Picked(asset.slug, asset_in_words(asset))
