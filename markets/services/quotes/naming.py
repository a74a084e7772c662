"""Which of our assets a second source's prices are of.

Such a source has references of its own. One that staff entered for an asset decides; else a price
is of the one quoted asset that bears its symbol and its name, where no other price bears both. No
new asset is made of it, and the sanity band holds it against the asset's last price.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from markets.models import Asset, AssetReference
from markets.providers.base import Page, QuoteRecord

UNNAMED = "of no asset of ours"
AMBIGUOUS = "of several by that name"
_COLUMNS = (
    "slug", "symbol", "name", "rank", "quote__price", "quote__market_cap", "quote__volume_24h",
)  # fmt: skip


# Of assets that share a symbol, one this large is meant by who gives no name.
LARGEST = 250


@dataclass(frozen=True, slots=True)
class _Known:
    """A quoted asset with its last figures."""

    slug: str
    price: float
    market_cap: float | None
    volume_24h: float | None


def by_our_names(page: Page[QuoteRecord], *, source: str) -> Page[QuoteRecord]:
    """The page with our slugs for references; prices of no asset of ours are left out.

    A source that has no cap or volume leaves the volume as it was, and the cap at the same supply.
    """
    entered, named = _known(source)
    offered = Counter(key for record in page.records if (key := _key(record)))
    records, rejected = [], Counter(page.rejected)
    for record in page.records:
        key = _key(record)
        known = entered.get(record.ref) or named.get(key)
        if known is None:
            rejected[UNNAMED] += 1
        elif record.ref not in entered and offered[key] > 1:
            rejected[AMBIGUOUS] += 1
        else:
            records.append(_completed(record, known))
    return Page(tuple(records), rejected=rejected)


def _completed(record: QuoteRecord, known: _Known) -> QuoteRecord:
    cap, volume = record.market_cap, record.volume_24h
    if cap is None and known.market_cap is not None:
        cap = known.market_cap * record.price / known.price
    return replace(
        record,
        ref=known.slug,
        listing=None,
        market_cap=cap,
        volume_24h=known.volume_24h if volume is None else volume,
    )


def _known(source: str) -> tuple[dict[str, _Known], dict[tuple[str, str], _Known]]:
    """Quoted assets by the references that staff entered, and by symbol and name.

    The name is "" for the one large asset of a symbol. What two assets share names neither.
    """
    rows = list(Asset.objects.listed().select_related("quote").only(*_COLUMNS))
    by_name: dict[tuple[str, str], list[Asset]] = defaultdict(list)
    for asset in rows:
        by_name[asset.symbol.casefold(), asset.name.casefold()].append(asset)
        if asset.rank is not None and asset.rank <= LARGEST:
            by_name[asset.symbol.casefold(), ""].append(asset)
    named = {key: _figures(found[0]) for key, found in by_name.items() if len(found) == 1}
    by_slug = {asset.slug: asset for asset in rows}
    references = AssetReference.objects.filter(provider=source, asset__slug__in=by_slug)
    entered = {
        reference: _figures(by_slug[slug])
        for reference, slug in references.values_list("reference", "asset__slug")
    }
    return entered, named


def _figures(asset: Asset) -> _Known:
    quote = asset.quote
    return _Known(asset.slug, quote.price, quote.market_cap, quote.volume_24h)


def _key(record: QuoteRecord) -> tuple[str, str] | None:
    listing = record.listing
    return None if listing is None else (listing.symbol.casefold(), listing.name.casefold())
