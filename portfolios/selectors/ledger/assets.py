"""Which assets may be named: those of the market, and the own ones that a person may see."""

from django.db.models import Q, QuerySet

from markets.models import Asset
from portfolios.models import OwnAsset, Portfolio


def assets_of(portfolio: Portfolio) -> QuerySet[Asset]:
    """What a portfolio's ledger may name: the market's assets and its own."""
    own = OwnAsset.objects.filter(portfolio=portfolio)
    return Asset.objects.filter(~Q(kind=Asset.Kind.OWN) | Q(pk__in=own.values("asset")))


def may_name(portfolio: Portfolio, asset: Asset) -> bool:
    """Whether a portfolio's ledger and targets may name an asset; a query for own assets alone."""
    return not asset.is_own or OwnAsset.objects.filter(portfolio=portfolio, asset=asset).exists()


def assets_for(user) -> QuerySet[Asset]:
    """What a person may know of: the market's assets and the own ones of what they may see."""
    own = OwnAsset.objects.for_user(user)
    return Asset.objects.filter(~Q(kind=Asset.Kind.OWN) | Q(pk__in=own.values("asset")))
