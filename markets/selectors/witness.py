"""Whether a vendor's prices can be of the asset that is meant."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from markets.models import Asset, Quote
from markets.selectors.prices import usd_prices

ANOTHER_ASSET = "of another asset, by its price"
NO_WITNESS = "no price to compare with"
# Vendors' prices of one asset differ by less, in the wildest hour.
MOST_APART = 2.0
# A price of ours this old says nothing of today's.
COMPARABLE = timedelta(days=2)
COMPARED_DAYS = 90


def is_own_price(price: float | None, quote: Quote | None, *, today: date) -> bool:
    """Whether a vendor's present price may be the quoted asset's; True if nobody can tell."""
    if price is None or quote is None or quote.as_of.date() < today - COMPARABLE:
        return True
    return 1 / MOST_APART <= price / quote.price <= MOST_APART


def is_own_history(asset: Asset, first: date, prices: Sequence[float]) -> bool | None:
    """Whether a vendor's prices from a day on may be the asset's, by the median of their ratio.

    None where we have no price of these days.
    """
    theirs = np.asarray(prices, dtype=np.float64)[-COMPARED_DAYS:]
    start = first + timedelta(days=len(prices) - len(theirs))
    days = [start + timedelta(days=n) for n in range(len(theirs))]
    ours = usd_prices([asset.pk], days).get(asset.pk)
    if ours is None:
        return None
    known = np.isfinite(ours) & np.isfinite(theirs) & (ours > 0)
    if not known.any():
        return None
    ratio = float(np.median(theirs[known] / ours[known]))
    return 1 / MOST_APART <= ratio <= MOST_APART
