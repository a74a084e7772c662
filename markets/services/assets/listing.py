"""Keeps the list of assets as the provider has it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from markets.models import Asset, Category, RefreshRun
from markets.postgres.copy import as_float, copy_into_temporary
from markets.providers.base import AssetRecord, ProviderError
from markets.providers.categories import category_name
from markets.services.choice import provider_in_use, require_market
from markets.services.quotes.refresh import prune_rejected
from markets.services.runs import prune_runs, recorded_run

# A list that lacks more than this share of what is active is taken for a broken answer.
MOST_VANISHED = 0.5
FEW = 20
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,120}")

_COLUMNS = (
    ("slug", "text"),
    ("symbol", "text"),
    ("name", "text"),
    ("kind", "text"),
    ("rank", "integer"),
    ("circulating_supply", "double precision"),
    ("total_supply", "double precision"),
    ("max_supply", "double precision"),
    ("launched_on", "date"),
)

# Figures that the vendor did not give leave the stored ones as they are; a rank that is not
# given any more is gone. Rows that would not change are not written.
_UPSERT = """
INSERT INTO markets_asset AS asset (slug, symbol, name, kind, rank, circulating_supply,
                                    total_supply, max_supply, launched_on, is_active, updated_at)
SELECT fresh.slug, fresh.symbol, fresh.name, COALESCE(fresh.kind, old.kind, 'coin'), fresh.rank,
       COALESCE(fresh.circulating_supply, old.circulating_supply),
       COALESCE(fresh.total_supply, old.total_supply),
       COALESCE(fresh.max_supply, old.max_supply),
       COALESCE(fresh.launched_on, old.launched_on), TRUE, %(now)s
FROM incoming_asset AS fresh LEFT JOIN markets_asset AS old ON old.slug = fresh.slug
ON CONFLICT (slug) DO UPDATE SET
    symbol = excluded.symbol, name = excluded.name, kind = excluded.kind, rank = excluded.rank,
    circulating_supply = excluded.circulating_supply, total_supply = excluded.total_supply,
    max_supply = excluded.max_supply, launched_on = excluded.launched_on, is_active = TRUE,
    updated_at = excluded.updated_at
WHERE (asset.symbol, asset.name, asset.kind, asset.rank, asset.circulating_supply,
       asset.total_supply, asset.max_supply, asset.launched_on, asset.is_active)
    IS DISTINCT FROM
      (excluded.symbol, excluded.name, excluded.kind, excluded.rank, excluded.circulating_supply,
       excluded.total_supply, excluded.max_supply, excluded.launched_on, TRUE)
"""

_DEACTIVATE = """
UPDATE markets_asset AS asset SET is_active = FALSE, rank = NULL, updated_at = %(now)s
WHERE asset.is_active AND asset.kind <> 'fiat'
AND NOT EXISTS (SELECT 1 FROM incoming_asset AS fresh WHERE fresh.slug = asset.slug)
"""

_LINKS = """
WITH wanted AS (
    SELECT asset.id AS asset_id, category.id AS category_id
    FROM incoming_link AS link
    JOIN markets_asset AS asset ON asset.slug = link.asset
    JOIN markets_category AS category ON category.slug = link.category
), gone AS (
    DELETE FROM markets_asset_categories AS old
    WHERE old.asset_id IN (SELECT id FROM markets_asset WHERE slug = ANY(%(known)s))
    AND NOT EXISTS (SELECT 1 FROM wanted WHERE wanted.asset_id = old.asset_id
                    AND wanted.category_id = old.category_id)
)
INSERT INTO markets_asset_categories (asset_id, category_id)
SELECT asset_id, category_id FROM wanted ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class StoredAssets:
    """How many of a list were stored, left out as unusable, and taken out of use."""

    stored: int
    skipped: int
    deactivated: int


def sync_assets() -> RefreshRun:
    """Bring the asset list up to date with the provider; clear away old runs and refusals."""
    provider = provider_in_use()
    with recorded_run(RefreshRun.Kind.ASSETS, provider=provider.name) as run:
        page = provider.list_assets()
        stored = store_assets(page.records, source=provider.name)
        run.rows = len(page.records) + page.skipped
        run.accepted = stored.stored
        run.rejected = stored.skipped + page.skipped
    prune_runs()
    prune_rejected()
    return run


def store_assets(
    records: Sequence[AssetRecord], *, source: str, replace: bool = False
) -> StoredAssets:
    """Write the provider's whole list: new ones, changed ones, and those that are gone.

    An asset that is not in the list is kept, inactive. Raises `ProviderError` when more than
    half of the active assets would go at once, unless `replace` says that this is meant.
    """
    usable = {record.ref: record for record in records if SLUG.fullmatch(record.ref)}
    fiat = set(Asset.objects.fiat().values_list("slug", flat=True))
    usable = {ref: record for ref, record in usable.items() if ref not in fiat}
    if not usable:
        raise ProviderError(f"{source}: the list of assets is empty")
    with transaction.atomic(), connection.cursor() as cursor:
        require_market(source)
        rows = (_row(record) for record in usable.values())
        copy_into_temporary(cursor, "incoming_asset", columns=_COLUMNS, rows=rows)
        cursor.execute(_UPSERT, {"now": timezone.now()})
        active = Asset.objects.active().exclude(kind=Asset.Kind.FIAT).count()
        cursor.execute(_DEACTIVATE, {"now": timezone.now()})
        gone = max(0, cursor.rowcount)
        if not replace and gone > max(FEW, MOST_VANISHED * active):
            raise ProviderError(f"{source}: {gone} of {active} assets are gone at once")
        _store_categories(cursor, usable.values())
    return StoredAssets(stored=len(usable), skipped=len(records) - len(usable), deactivated=gone)


def _row(record: AssetRecord) -> tuple:
    return (
        record.ref,
        record.symbol,
        record.name,
        record.kind,
        record.rank,
        as_float(record.circulating_supply),
        as_float(record.total_supply),
        as_float(record.max_supply),
        record.launched_on,
    )


def _store_categories(cursor, records) -> None:
    known = [record for record in records if record.categories is not None]
    if not known:
        return
    slugs = sorted({slug for record in known for slug in record.categories})
    Category.objects.bulk_create(
        [Category(slug=slug, name=category_name(slug)) for slug in slugs], ignore_conflicts=True
    )
    links = [(record.ref, slug) for record in known for slug in dict.fromkeys(record.categories)]
    columns = (("asset", "text"), ("category", "text"))
    copy_into_temporary(cursor, "incoming_link", columns=columns, rows=links)
    cursor.execute(_LINKS, {"known": [record.ref for record in known]})
