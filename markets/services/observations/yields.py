"""Asks where assets earn a yield, and which of our assets each pool takes.

Symbols are nobody's alone: a pool is an asset's by the contracts of what is paid in.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from markets.models import Asset, AssetContract, RefreshRun, YieldPool
from markets.providers.base import ProviderError
from markets.providers.observed import OUT_OF_RANGE, PoolRecord
from markets.providers.references import DEFILLAMA_CHAINS, NATIVE_ADDRESSES, NATIVE_COINS
from markets.providers.sources import yields_provider
from markets.services.choice import require_market
from markets.services.observations.usage import is_simulated
from markets.services.runs import recorded_run

POOLS_AN_ASSET = 10
# Under this a single deposit moves the yield.
LEAST_TVL = 100_000.0
MOST_TVL, MOST_APY = 1e12, 100.0
OF_NONE = "of no asset of ours"
SMALL = "too small"
OUTLIER = "an outlier by its vendor"


def refresh_yields() -> RefreshRun | None:
    """Replace the pools by the vendor's present ones, the largest of each asset.

    Returns None where the source is switched off, or the market is a simulated one.
    """
    provider = None if is_simulated() else yields_provider()
    if provider is None:
        return None
    with recorded_run(RefreshRun.Kind.FIGURES, provider=provider.name) as run:
        page = provider.pools()
        if not page.records:
            # What is stored says more than an answer of none.
            raise ProviderError(f"{provider.name}: no pool can be read")
        pools, rejected = _of_assets(page.records, source=provider.name)
        with transaction.atomic():
            require_market(provider.name)
            YieldPool.objects.all().delete()
            YieldPool.objects.bulk_create(pools)
        rejected += Counter(page.rejected)
        run.count(page.rows, accepted=page.rows - rejected.total(), rejected=rejected)
    return run


def _of_assets(records: Iterable[PoolRecord], *, source: str) -> tuple[list[YieldPool], Counter]:
    """The largest pools of each asset, and how many are left out, by reason."""
    owners = _owners()
    found: dict[int, dict[str, PoolRecord]] = defaultdict(dict)
    rejected: Counter[str] = Counter()
    for record in records:
        reason = _fault(record)
        chain = DEFILLAMA_CHAINS.get(record.chain, "")
        keys = ((chain, AssetContract.normalise(token)) for token in record.tokens)
        assets = set() if reason else {owners[key] for key in keys if key in owners}
        if reason or not assets:
            rejected[reason or OF_NONE] += 1
        for asset in assets:
            found[asset][record.ref] = record
    now = timezone.now()
    return [
        YieldPool(
            asset_id=asset, reference=one.ref, project=one.project, chain=one.chain,
            symbol=one.symbol, tvl=one.tvl, apy=one.apy, apy_reward=one.apy_reward,
            apy_mean_30d=one.apy_mean_30d, may_lose=one.may_lose, source=source, seen_at=now,
        )
        for asset, pools in found.items()
        for one in sorted(pools.values(), key=lambda pool: -pool.tvl)[:POOLS_AN_ASSET]
    ], rejected  # fmt: skip


def _fault(record: PoolRecord) -> str:
    if record.is_outlier:
        return OUTLIER
    if not (0 <= record.apy <= MOST_APY and record.tvl <= MOST_TVL):
        return OUT_OF_RANGE
    return SMALL if record.tvl < LEAST_TVL else ""


def _owners() -> dict[tuple[str, str], int]:
    """The asset of each contract by (chain, address); of a chain's own coin, of no contract."""
    contracts = AssetContract.objects.filter(asset__is_active=True)
    owners = {
        (chain, address): pk
        for chain, address, pk in contracts.values_list("chain", "address", "asset_id")
    }
    coins = Asset.objects.active().filter(slug__in=set(NATIVE_COINS.values()))
    keys = dict(coins.values_list("slug", "pk"))
    for chain, slug in NATIVE_COINS.items():
        if slug in keys:
            owners |= {(chain, address): keys[slug] for address in NATIVE_ADDRESSES}
    return owners
