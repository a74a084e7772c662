"""Asks what a vendor sums our categories up to, so that our own sums stand beside them."""

from collections import Counter

from django.db import transaction
from django.utils import timezone

from markets.models import Category, CategoryTotal, Market, RefreshRun
from markets.providers.categories import COINGECKO_CATEGORIES
from markets.providers.observed import OUT_OF_RANGE
from markets.providers.registry import SIMULATED
from markets.services.choice import details_in_use, require_market
from markets.services.runs import recorded_run

# A hundred times what all coins were ever worth together.
MOST_CAP = 5e14
NOT_FOLLOWED = "category that is not followed"
NO_CAP = "no market cap"
_FIGURES = ("market_cap", "volume_24h", "change_24h", "source", "seen_at")


def refresh_categories() -> RefreshRun | None:
    """Store the vendor's sums of the categories that we have. Returns None without a market."""
    if not Market.objects.exists():
        return None
    provider = details_in_use()
    ours = dict(Category.objects.values_list("slug", "pk"))
    theirs = {} if provider.name == SIMULATED else COINGECKO_CATEGORIES
    followed = {theirs.get(slug, slug): pk for slug, pk in ours.items()}
    with recorded_run(RefreshRun.Kind.FIGURES, provider=provider.name) as run:
        page = provider.categories()
        found, rejected, now = {}, Counter(page.rejected), timezone.now()
        for record in page.records:
            if record.ref not in followed:
                rejected[NOT_FOLLOWED] += 1
            elif record.market_cap is None:
                rejected[NO_CAP] += 1
            elif max(record.market_cap, record.volume_24h or 0) > MOST_CAP:
                rejected[OUT_OF_RANGE] += 1
            else:
                found[followed[record.ref]] = record
        with transaction.atomic():
            require_market(provider.name)
            CategoryTotal.objects.bulk_create(
                [
                    CategoryTotal(
                        category_id=pk, market_cap=one.market_cap, volume_24h=one.volume_24h,
                        change_24h=one.change_24h, source=provider.name, seen_at=now,
                    )
                    for pk, one in found.items()
                ],
                update_conflicts=True, unique_fields=["category"], update_fields=_FIGURES,
            )  # fmt: skip
        run.count(page.rows, accepted=len(found), rejected=rejected)
    return run
