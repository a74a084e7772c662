"""How an asset moves with what its reader holds."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Sum
from django.utils import timezone

from markets.models import Asset
from markets.selectors.analytics.closes import days_until
from markets.selectors.analytics.peers import correlation_of
from markets.selectors.prices import usd_prices
from portfolios.models import Position
from portfolios.selectors.books.holdings import HeldAsset

MOST = 6
DAYS = 90
_ASSET = ("asset_id", "asset__slug", "asset__symbol", "asset__name", "asset__kind")


@dataclass(frozen=True, slots=True)
class HeldCorrelation:
    """An asset that is held, and the correlation of its daily returns; None if unknown."""

    asset: HeldAsset
    correlation: float | None


def held_correlations(user, asset: Asset) -> list[HeldCorrelation]:
    """The largest other positions of a reader, over all portfolios that they see.

    By value, at most 6, without money and own assets; of the 90 returns up to the last closed day
    (UTC), as `correlation_of` counts them. Nothing for money itself. Three queries.
    """
    if asset.kind in Asset.MONEY_KINDS:
        return []
    held = (
        Position.objects.for_user(user)
        .exclude(asset=asset)
        .exclude(asset__kind__in=[*Asset.MONEY_KINDS, Asset.Kind.OWN])
        .order_by()
        .values_list(*_ASSET)
        .annotate(units=Sum("quantity"), price=F("asset__quote__price"))
        .filter(units__gt=0, price__gt=0)
    )
    largest = sorted(held, key=lambda row: -float(row[-2]) * row[-1])[:MOST]
    ids = [row[0] for row in largest]
    yesterday = timezone.now().date() - timedelta(days=1)
    closes = usd_prices([asset.pk, *ids], days_until(yesterday, days=DAYS + 1))
    return [
        HeldCorrelation(HeldAsset(*row[:-2]), correlation_of(closes[asset.pk], closes[row[0]]))
        for row in largest
    ]
