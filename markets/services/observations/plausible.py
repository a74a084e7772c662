"""Whether what a vendor says can be of the asset that is meant, and of the day."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import numpy as np

from markets.models import Asset, ObservationYear, Quote
from markets.selectors.prices import usd_prices
from markets.services.observations.recording import Observed

ANOTHER_ASSET = "of another asset, by its price"
NO_WITNESS = "no price to compare with"
JUMP = "far from the days before"
# Vendors' prices of one asset differ by less, in the wildest hour.
MOST_APART = 2.0
# A price of ours this old says nothing of today's.
COMPARABLE = timedelta(days=2)
COMPARED_DAYS = 90
# Nothing that is counted grows or shrinks so much in a day; what stays there for longer than
# JUMP_DAYS was no slip of the vendor's, and is taken then.
LARGEST_STEP = 20.0
JUMP_DAYS = 3
# Small figures do: the first commit of a month, the second venue.
SMALL = 1000.0


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


def without_jumps(series: Iterable[Observed], *, today: date) -> tuple[list[Observed], int]:
    """Those whose first value is within reach of the last days' one, and how many are not."""
    series = list(series)
    before = _values_before(series, today=today)
    kept = [one for one in series if _is_near(one, before.get((one.asset_id, one.figure)))]
    return kept, len(series) - len(kept)


def joins(series: Observed) -> bool:
    """Whether a series that ends before the first stored value of its figure runs on into it."""
    rows = ObservationYear.objects.filter(asset=series.asset_id, figure=series.figure)
    known = rows.order_by("year").values_list("values", flat=True)
    stored = next((value for values in known for value in values if np.isfinite(value)), None)
    last = float(series.values[np.isfinite(series.values)][-1])
    if stored is None or max(last, stored) < SMALL:
        return True
    return last / LARGEST_STEP <= stored <= last * LARGEST_STEP


def _is_near(one: Observed, before: float | None) -> bool:
    value = float(one.values[0])
    if before is None or max(value, before) < SMALL:
        return True
    return before / LARGEST_STEP <= value <= before * LARGEST_STEP


def _values_before(series: Sequence[Observed], *, today: date) -> dict[tuple[int, str], float]:
    """The last stored value of each figure, of the JUMP_DAYS days before today."""
    first = today - timedelta(days=JUMP_DAYS)
    rows = ObservationYear.objects.filter(
        asset__in={one.asset_id for one in series},
        figure__in={one.figure for one in series},
        year__in={first.year, today.year},
    ).order_by("year")
    found = {}
    for asset_id, figure, year, values in rows.values_list("asset_id", "figure", "year", "values"):
        new_year = date(year, 1, 1)
        start = max(0, (first - new_year).days)
        recent = [value for value in values[start : (today - new_year).days] if np.isfinite(value)]
        if recent:
            found[asset_id, figure] = recent[-1]
    return found
