"""Icons of assets, from a package that has them by symbol, each with the name of whose it is."""

import json
import re
from functools import cache, lru_cache

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static

register = template.Library()

# Words of many names, which tell no asset from another.
_ANYBODYS = {"chain", "coin", "dao", "finance", "network", "protocol", "the", "token"}


@register.simple_tag
def asset_icon(asset) -> str:
    """The address of an asset's icon, or nothing where there is none.

    A symbol is nobody's alone: an asset that only shares one must not look like its owner.
    """
    if asset.is_fiat or _is_owner(asset.symbol, asset.name, asset.slug):
        return _address_of(asset.symbol)
    return ""


@lru_cache(maxsize=4096)
def _is_owner(symbol: str, name: str, slug: str) -> bool:
    """Whether the icon of a symbol belongs to an asset, by its name or its slug."""
    owner = _owners().get(symbol.upper())
    return owner is not None and any(_is_alike(own, owner, symbol) for own in (name, slug))


@lru_cache(maxsize=4096)
def _address_of(symbol: str) -> str:
    path = f"vendor/icons/{symbol.lower()}.svg"
    return static(path) if symbol.isalnum() and finders.find(path) else ""


@cache
def _owners() -> dict[str, str]:
    file = settings.NODE_MODULES / "cryptocurrency-icons" / "manifest.json"
    if not file.exists():
        return {}  # nor are there icons
    return {icon["symbol"].upper(): icon["name"] for icon in json.loads(file.read_text())}


def _is_alike(own: str, owner: str, symbol: str) -> bool:
    """Whether a name says what the owner's does: 1inch of 1inch Network, but not Bitcoin Moon."""
    ours, theirs = _words(own), _words(owner)
    told_by = set(ours) - _ANYBODYS
    told_by = told_by - {symbol.lower()} or told_by
    return "".join(ours) == "".join(theirs) or (bool(told_by) and told_by <= set(theirs))


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", name.lower())
