"""Assets as pages name them."""

from babel import Locale
from django import template
from django.conf import settings
from django.utils.translation import get_language

from markets.models import Asset

register = template.Library()


@register.filter
def asset_name(asset) -> str:
    """Its name; that of a currency in the reader's language, by the Unicode CLDR's data (Babel).

    In English currencies have the names that they are stored with.
    """
    language = get_language() or settings.LANGUAGE_CODE
    if asset.kind != Asset.Kind.FIAT or language == settings.LANGUAGE_CODE:
        return asset.name
    return Locale.parse(language, sep="-").currencies.get(asset.symbol, asset.name)


def currency_label(currency) -> str:
    """How a list offers a currency: CHF: Swiss franc."""
    return f"{currency.symbol}: {asset_name(currency)}"
