"""Whether a figure that a vendor gives of a day can follow those of the days before."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import numpy as np

from markets.models import ObservationYear
from markets.services.observations.recording import Observed

JUMP = "far from the days before"
# Nothing that is counted grows or shrinks so much in a day; what stays there for longer than
# JUMP_DAYS was no slip of the vendor's, and is taken then.
LARGEST_STEP = 20.0
JUMP_DAYS = 3
# Small figures do: the first commit of a month, the second venue.
SMALL = 1000.0


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
