"""Asks which assets a category has, one category at a time.

Without a key the list of assets cannot say so: it would take a quarter of an hour's requests.
"""

from datetime import timedelta

from django.core.cache import cache
from django.db import transaction

from markets.models import Asset, Category, RefreshRun
from markets.providers.base import NOT_KNOWN
from markets.providers.categories import COINGECKO_CATEGORIES, category_name
from markets.services.choice import details_in_use, require_market
from markets.services.observations.usage import is_simulated
from markets.services.runs import recorded_run

ASKED_EVERY = timedelta(hours=20)
ASKED_AGAIN = timedelta(hours=1)
# A server whose answer is the market's largest assets has not looked at the category.
MOST_OF_LARGEST = 0.9
NOT_BY_CATEGORY = "not by category"


def refresh_members() -> RefreshRun | None:
    """Store the members of the next category, each about once a day; one that failed after an hour.

    Returns None where none is due, the list of assets tells them, or the market is simulated.
    """
    provider = None if is_simulated() else details_in_use()
    if provider is None or provider.lists_members:
        return None
    keys = {slug: f"members:{provider.name}:{slug}" for slug in COINGECKO_CATEGORIES}
    # Until it has come the place is held for an hour alone: it may fail, or its process be killed.
    seconds = ASKED_AGAIN.total_seconds()
    slug = next((one for one, key in keys.items() if cache.add(key, 1, timeout=seconds)), None)
    if slug is None:
        return None
    with recorded_run(RefreshRun.Kind.FIGURES, provider=provider.name) as run:
        page = provider.members(COINGECKO_CATEGORIES[slug])
        refs = set(page.records)
        rejected = dict(page.rejected)
        if _are_the_largest(refs):
            rejected[NOT_BY_CATEGORY] = len(refs)
        else:
            with transaction.atomic():
                require_market(provider.name)
                known = _link(slug, refs)
            rejected |= {NOT_KNOWN: len(refs) - known} if known < len(refs) else {}
        run.count(page.rows, accepted=page.rows - sum(rejected.values()), rejected=rejected)
    if not run.error:
        cache.set(keys[slug], 1, timeout=ASKED_EVERY.total_seconds())
    return run


def _are_the_largest(refs: set[str]) -> bool:
    coins = Asset.objects.active().exclude(kind=Asset.Kind.FIAT)
    largest = set(coins.filter(rank__lte=len(refs)).values_list("slug", flat=True))
    return bool(refs) and len(largest & refs) >= MOST_OF_LARGEST * len(refs)


def _link(slug: str, refs: set[str]) -> int:
    """Make these the category's assets, but for those that staff corrected; how many are known."""
    category, _ = Category.objects.get_or_create(slug=slug, defaults={"name": category_name(slug)})
    assets = Asset.objects.active().exclude(kind=Asset.Kind.FIAT).filter(slug__in=refs)
    known = dict(assets.values_list("pk", "categories_are_fixed"))
    links = Asset.categories.through.objects
    old = links.filter(category=category, asset__categories_are_fixed=False)
    old.exclude(asset__in=known).delete()
    links.bulk_create(
        [
            Asset.categories.through(asset_id=pk, category=category)
            for pk, is_fixed in known.items()
            if not is_fixed
        ],
        ignore_conflicts=True,
    )
    return len(known)
