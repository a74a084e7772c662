"""Assets named in requests: by slug, or by symbol where one asset alone wears it.

A slug is written as it is, in small letters: `PEPE` is a symbol even where a slug is `pepe`.
"""

import re
from collections.abc import Iterable

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from markets.api.base.fields import WORDS, is_text
from markets.models import Asset
from markets.selectors.assets import find_assets_by_symbol

SHOWN = 6
_NAME = re.compile(WORDS)


def is_name(value) -> bool:
    """Whether a value of a request can be an asset's slug or symbol, and be asked for as one."""
    return isinstance(value, str) and 1 <= len(value) <= 120 and is_text(value, _NAME)


class AssetFinder:
    """Looks names up once for a whole request, however many rows repeat them.

    `among` are the assets that may be named, the public ones if not given.
    """

    def __init__(self, among: QuerySet[Asset] | None = None):
        self._among = Asset.objects.public() if among is None else among
        self._by_slug: dict[str, Asset | None] = {}
        self._by_symbol: dict[str, list[Asset]] = {}

    def prime(self, names: Iterable[str]) -> None:
        """Look up many names in two queries."""
        new = set(names) - self._by_slug.keys()
        if not new:
            return
        self._by_slug |= dict.fromkeys(new)
        self._by_slug |= {asset.slug: asset for asset in self._among.filter(slug__in=new)}
        rest = {name.upper() for name in new if self._by_slug[name] is None}
        if rest:
            self._by_symbol |= find_assets_by_symbol(rest, among=self._among)

    def candidates(self, name: str) -> list[Asset]:
        """The asset with this slug, or those that wear it as their symbol."""
        self.prime([name])
        found = self._by_slug[name]
        return [found] if found else self._by_symbol.get(name.upper(), [])


@extend_schema_field({"type": "string", "minLength": 1, "maxLength": 120, "pattern": WORDS})
class AssetRefField(serializers.Field):
    """An asset as its slug; a symbol is taken too where it says which asset is meant."""

    default_error_messages = {
        "type": "Give the asset's slug or symbol as a string.",
        "unknown": "There is no asset called {name}.",
        "ambiguous": "Several assets are called {name}: give one of {slugs}.",
    }

    def to_representation(self, value):
        return value.slug

    def to_internal_value(self, data):
        if not is_name(data):
            self.fail("type")
        name = data.strip()
        candidates = self._finder().candidates(name)
        if not candidates:
            self.fail("unknown", name=name)
        if len(candidates) > 1 and not candidates[0].is_fiat:
            slugs = ", ".join(asset.slug for asset in candidates[:SHOWN])
            self.fail("ambiguous", name=name, slugs=slugs)
        return candidates[0]

    def _finder(self) -> AssetFinder:
        return self.context.setdefault("asset_finder", AssetFinder())
