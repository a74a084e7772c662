"""Assets as pages name them."""

from collections.abc import Mapping
from functools import cache

from babel import Locale
from babel.numbers import get_currency_name
from django import template
from django.conf import settings
from django.utils.translation import get_language

from markets.models import Asset

register = template.Library()
# Of two and more units a language may use another form of the name: Japanische Yen.
_SEVERAL = 2


@register.filter
def asset_name(asset) -> str:
    """Its name; that of a currency in the reader's language, by the Unicode CLDR's data (Babel).

    In English currencies have the names that they are stored with.
    """
    language = _language()
    if asset.kind != Asset.Kind.FIAT or language == settings.LANGUAGE_CODE:
        return asset.name
    return Locale.parse(language, sep="-").currencies.get(asset.symbol, asset.name)


@register.filter
def asset_in_words(asset) -> str:
    """Its name and symbol, as a field that takes an asset writes it: Swiss franc (CHF)."""
    return f"{asset_name(asset)} ({asset.symbol})"


def currency_label(currency) -> str:
    """How a list offers a currency: CHF: Swiss franc."""
    return f"{currency.symbol}: {asset_name(currency)}"


def currencies_called(text: str, *, inexact: bool = False) -> list[str]:
    """The codes of currencies of this name in the reader's language, of one or of several units.

    `inexact` takes names that hold the text too, those that begin with it first. English names are
    stored with the assets, so that there are none in English.
    """
    language, wanted = _language(), text.strip().casefold()
    if not wanted or language == settings.LANGUAGE_CODE:
        return []
    if not inexact:
        return [code for code, names in _currency_names(language).items() if wanted in names]
    places = {
        code: min(name.find(wanted) for name in names if wanted in name)
        for code, names in _currency_names(language).items()
        if any(wanted in name for name in names)
    }
    return sorted(places, key=lambda code: (places[code] > 0, code))


@cache
def _currency_names(language: str) -> Mapping[str, frozenset[str]]:
    locale = Locale.parse(language, sep="-")
    return {
        code: frozenset({name.casefold(), get_currency_name(code, _SEVERAL, locale).casefold()})
        for code, name in locale.currencies.items()
    }


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
