"""Keeps the list of assets as the provider has it."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from markets.models import Asset, AssetContract, Category, RefreshRun
from markets.postgres.copy import as_float, copy_into_temporary
from markets.postgres.statements import statement, words
from markets.providers.base import AssetRecord, ProviderError
from markets.providers.categories import category_name
from markets.services.choice import provider_in_use, require_market
from markets.services.runs import prune_runs, recorded_run

# A list that lacks more than this share of what is active is taken for a broken answer.
MOST_VANISHED = 0.5
FEW = 20
# An asset that the list lacks and that was quoted so lately is no more gone than its price.
STILL_QUOTED = timedelta(days=1)
# More is no place in a list, and no number of units.
MOST_RANK, MOST_SUPPLY = 10**6, 1e30
NOT_STORABLE = "repeated, or its reference cannot be stored"
SWAPPED_SYMBOL = "symbol of another asset"
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

_UPSERT = statement(__file__, "upsert_assets")

_DEACTIVATE = statement(__file__, "deactivate_assets")

_LINKS = statement(__file__, "link_categories")

_CONTRACTS = statement(__file__, "store_contracts")


@dataclass(frozen=True, slots=True)
class StoredAssets:
    """How many of a list were stored, left out as unusable, and taken out of use.

    `swapped` ones were stored too, but for their symbols and names.
    """

    stored: int
    skipped: int
    deactivated: int
    swapped: int = 0


def sync_assets() -> RefreshRun:
    """Bring the asset list up to date with the provider; clear away old runs."""
    provider = provider_in_use()
    with recorded_run(RefreshRun.Kind.ASSETS, provider=provider.name) as run:
        page = provider.list_assets()
        stored = store_assets(page.records, source=provider.name)
        refused = Counter(page.rejected) + Counter(
            {NOT_STORABLE: stored.skipped, SWAPPED_SYMBOL: stored.swapped}
        )
        run.count(page.rows, accepted=stored.stored, rejected=refused)
    prune_runs()
    return run


def store_assets(
    records: Sequence[AssetRecord], *, source: str, replace: bool = False
) -> StoredAssets:
    """Write the provider's whole list: new ones, changed ones, and those that are gone.

    Two that took each other's symbol keep their own, with their names.

    An asset that is not in the list stays, inactive. Raises `ProviderError` when more than
    half of the active assets would go at once, unless `replace` says that this is meant.
    """
    usable = _storable(records)
    if not usable:
        raise ProviderError(f"{source}: the list of assets is empty")
    swapped = {} if replace else _swapped_symbols(usable)
    usable |= swapped
    with transaction.atomic(), connection.cursor() as cursor:
        require_market(source)
        if not replace:
            _refuse_another_list(usable.keys(), source=source)
        now = timezone.now()
        _upsert(cursor, usable.values(), now=now)
        cursor.execute(
            _DEACTIVATE, words(Asset.Kind) | {"now": now, "quoted_since": now - STILL_QUOTED}
        )
        gone = max(0, cursor.rowcount)
        _store_categories(cursor, usable.values())
    return StoredAssets(
        stored=len(usable) - len(swapped), skipped=len(records) - len(usable), deactivated=gone,
        swapped=len(swapped),
    )  # fmt: skip


def _swapped_symbols(records: Mapping[str, AssetRecord]) -> dict[str, AssetRecord]:
    """Those that would take each other's symbol, with the symbols and names that they have.

    A symbol passes from a coin to its successor, which is new; two never trade theirs.
    """
    known = {
        slug: (symbol, name)
        for slug, symbol, name in Asset.objects.active().values_list("slug", "symbol", "name")
        if slug in records
    }
    trades = defaultdict(list)
    for slug, (symbol, _) in known.items():
        if records[slug].symbol != symbol:
            trades[symbol, records[slug].symbol].append(slug)
    return {
        slug: replace_fields(records[slug], symbol=known[slug][0], name=known[slug][1])
        for (old, new), slugs in trades.items()
        if (new, old) in trades
        for slug in slugs
    }


def _refuse_another_list(refs: Collection[str], *, source: str) -> None:
    """Raise `ProviderError` for a list that lacks most of what is in use, or names it otherwise."""
    coins = Asset.objects.active().exclude(kind=Asset.Kind.FIAT)
    known = set(coins.values_list("slug", flat=True))
    gone = len(known.difference(refs))
    if gone > max(FEW, MOST_VANISHED * len(known)):
        raise ProviderError(f"{source}: {gone} of {len(known)} assets are gone at once")


def store_named_assets(records: Iterable[AssetRecord], *, source: str) -> int:
    """Store the assets that an answer names and that are not in use; how many there were.

    A vendor's list and its prices are not of one moment: a coin may have a price first.
    """
    named = {record.ref: record for record in records}
    # What staff ended or merged is not taken up again.
    known = Q(is_active=True) | Q(ended_on__isnull=False) | Q(merged_into__isnull=False)
    for slug in Asset.objects.filter(known, slug__in=named).values_list("slug", flat=True):
        del named[slug]
    usable = _storable(named.values())
    if usable:
        with transaction.atomic(), connection.cursor() as cursor:
            require_market(source)
            _upsert(cursor, usable.values(), now=timezone.now())
    return len(usable)


def _storable(records: Iterable[AssetRecord]) -> dict[str, AssetRecord]:
    """By reference, those that can stand in a URL and bear no currency's name."""
    fiat = set(Asset.objects.fiat().values_list("slug", flat=True))
    return {
        record.ref: record
        for record in records
        if SLUG.fullmatch(record.ref) and record.ref not in fiat
    }


def _upsert(cursor, records: Iterable[AssetRecord], *, now: datetime) -> None:
    records = list(records)
    rows = (_row(record) for record in records)
    copy_into_temporary(cursor, "incoming_asset", columns=_COLUMNS, rows=rows)
    cursor.execute(_UPSERT, words(Asset.Kind) | {"now": now})
    # The first contracts and prices come before autovacuum does, and a planner that knows nothing
    # of the list looks through all of it for each of them.
    cursor.execute("ANALYZE markets_asset")
    addresses = [
        (record.ref, chain, AssetContract.normalise(address))
        for record in records
        for chain, address in record.contracts.items()
    ]
    if addresses:
        columns = (("asset", "text"), ("chain", "text"), ("address", "text"))
        copy_into_temporary(cursor, "incoming_contract", columns=columns, rows=addresses)
        cursor.execute(_CONTRACTS, words(Asset.Kind))


def _row(record: AssetRecord) -> tuple:
    return (
        record.ref,
        record.symbol,
        record.name,
        record.kind,
        record.rank if record.rank is None or record.rank <= MOST_RANK else None,
        *(
            as_float(supply) if supply is None or 0 < supply <= MOST_SUPPLY else None
            for supply in (record.circulating_supply, record.total_supply, record.max_supply)
        ),
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
