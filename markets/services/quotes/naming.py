"""Which of our assets a second source's prices are of.

Such a source has references of its own. One that staff entered for an asset decides; else a price
is of the one quoted asset that bears its symbol and its name, where no other price bears both. No
new asset is made of it, and the sanity band holds it against the asset's last price.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from markets.models import Asset, AssetReference
from markets.providers.base import Page, QuoteRecord

UNNAMED = "of no asset of ours"
AMBIGUOUS = "of several by that name"


def by_our_names(page: Page[QuoteRecord], *, source: str) -> Page[QuoteRecord]:
    """The page with our slugs for references; prices of no asset of ours are left out."""
    entered = AssetReference.objects.filter(provider=source, asset__is_active=True)
    slugs = dict(entered.values_list("reference", "asset__slug"))
    named = _named(Asset.objects.listed().values_list("symbol", "name", "slug"))
    offered = Counter(key for record in page.records if (key := _key(record)))
    records, rejected = [], Counter(page.rejected)
    for record in page.records:
        key = _key(record)
        slug = slugs.get(record.ref) or named.get(key, "")
        if not slug:
            rejected[UNNAMED] += 1
        elif record.ref not in slugs and offered[key] > 1:
            rejected[AMBIGUOUS] += 1
        else:
            records.append(replace(record, ref=slug, listing=None))
    return Page(tuple(records), rejected=rejected)


def _named(rows: Iterable[tuple[str, str, str]]) -> dict[tuple[str, str] | None, str]:
    """Slugs by symbol and name, of those whose two are nobody else's."""
    found: dict[tuple[str, str] | None, str] = {}
    twice = set()
    for symbol, name, slug in rows:
        key = (symbol.casefold(), name.casefold())
        if key in found:
            twice.add(key)
        found[key] = slug
    return {key: slug for key, slug in found.items() if key not in twice}


def _key(record: QuoteRecord) -> tuple[str, str] | None:
    listing = record.listing
    return None if listing is None else (listing.symbol.casefold(), listing.name.casefold())
