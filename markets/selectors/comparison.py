"""A few assets side by side: prices from a common start, figures, and what-if caps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from markets.models import Asset
from markets.selectors.figures import asset_figures
from markets.selectors.history import read_days

MOST = 6


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The price of an asset at another's market cap, in dollars, and as a multiple of today's."""

    price: float
    multiple: float


@dataclass(frozen=True, slots=True)
class Rebased:
    """Prices as fractions above that of the first day (D,), by asset; unknown is None."""

    days: list[date]
    returns: list[list[float | None]]


def compared_assets(slugs: Sequence[str]) -> list[Asset]:
    """The public assets of these slugs, in this order, with quotes and categories. Two queries."""
    found = (
        Asset.objects.public()
        .filter(slug__in=slugs)
        .select_related("quote")
        .prefetch_related("categories")
    )
    by_slug = {asset.slug: asset for asset in found}
    return [by_slug[slug] for slug in slugs if slug in by_slug]


def rebased_prices(assets: Sequence[Asset], *, days: int, until: date) -> Rebased:
    """Closes from the first day of the span on which all have one. Two queries.

    An asset without any close in the span is left unknown and doesn't delay the others; where no
    day has all, they begin with the last that comes.
    """
    if not assets:
        return Rebased([], [])
    first = until - timedelta(days=days)
    closes = read_days([asset.pk for asset in assets], first=first, last=until).figures["close"]
    known = np.isfinite(closes)
    there = known[known.any(axis=1)]
    together = there.all(axis=0)
    if len(there) and together.any():
        start = int(together.argmax())
    else:
        start = int(there.argmax(axis=1).max(initial=0)) if len(there) else closes.shape[1]
    closes = closes[:, start:]
    with np.errstate(invalid="ignore"):
        returns = closes / closes[:, :1] - 1.0
    shown = [[value if value == value else None for value in row] for row in returns.tolist()]
    day_count = closes.shape[1]
    return Rebased([first + timedelta(days=start + n) for n in range(day_count)], shown)


def what_if_caps(assets: Sequence[Asset]) -> list[list[WhatIf | None]]:
    """Of each asset (rows) at the cap of each (columns); None where a price or cap is unknown."""
    quotes = [getattr(asset, "quote", None) for asset in assets]
    caps = [
        asset_figures(asset, quote).market_cap for asset, quote in zip(assets, quotes, strict=True)
    ]
    return [
        [
            None if not own or not other else WhatIf(quote.price * other / own, other / own)
            for other in caps
        ]
        for quote, own in zip(quotes, caps, strict=True)
    ]
