"""Says of each asset what kind it is, where neither its provider nor staff has said so."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
from django.db import transaction

from markets.analytics.kinds import COIN, KINDS, kinds_by_day
from markets.models import Asset
from markets.selectors.prices import usd_prices

# Long enough for the rule's 90 days.
_DAYS = 91
# A wrapped coin is known by its category alone, a fund is what an asset of the real world is here.
_STORED = {"stablecoin": "stablecoin", "wrapped": "wrapped", "fund": "rwa", "coin": "coin"}
_BATCH = 500


def classify_assets(*, today: date | None = None) -> int:
    """Set kinds by category, else by the last 90 closes; how many changed.

    Only of coins whose kind nobody corrected: what a provider says to be a stablecoin stays one.
    """
    waiting = (
        Asset.objects.active()
        .filter(kind=Asset.Kind.COIN, kind_is_fixed=False)
        .prefetch_related("categories")
        .order_by("pk")
    )
    today = today or datetime.now(UTC).date()
    days = [today - timedelta(days=n) for n in range(_DAYS, 0, -1)]
    fiat = list(Asset.objects.fiat().active().values_list("pk", flat=True))
    changed = 0
    assets = list(waiting)
    for start in range(0, len(assets), _BATCH):
        changed += _classify(assets[start : start + _BATCH], fiat=fiat, days=days)
    return changed


def _classify(assets: list[Asset], *, fiat: list[int], days: list[date]) -> int:
    closes = usd_prices([*(asset.pk for asset in assets), *fiat], days)
    keys = [*(asset.pk for asset in assets), *fiat]
    close = np.column_stack([closes[pk] for pk in keys])
    given = [("", frozenset(one.name for one in asset.categories.all())) for asset in assets]
    given += [("fiat", frozenset())] * len(fiat)
    codes = kinds_by_day(given, close=close)[-1]
    new = {KINDS.index(name): kind for name, kind in _STORED.items()}
    found = [
        (asset, new[int(code)])
        for asset, code in zip(assets, codes[: len(assets)], strict=True)
        if code != COIN
    ]
    with transaction.atomic():
        for asset, kind in found:
            still = Asset.objects.filter(pk=asset.pk, kind=Asset.Kind.COIN, kind_is_fixed=False)
            still.update(kind=kind)
    return len(found)
