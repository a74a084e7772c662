"""The stretches of days that a record is shown for."""

import numpy as np

RECENT_DAYS = 730
WHOLE, RECENT = "all", "last_2_years"


def spans(days: np.ndarray) -> dict[str, np.ndarray]:
    """Which of the days (T,) belong to each span: all, the last 730, each year by its number."""
    years = days.astype("datetime64[Y]").astype(int) + 1970
    masks = {WHOLE: np.ones(len(days), dtype=bool)}
    if len(days):
        masks[RECENT] = days > days[-1] - RECENT_DAYS
    return masks | {str(year): years == year for year in np.unique(years)}
