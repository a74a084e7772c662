"""An index of coins, chained from day to day, with no coin above a quarter."""

import numpy as np

from markets.analytics.panel import View
from markets.analytics.series import growth_of
from markets.analytics.windows import divide

LARGEST_WEIGHT = 0.25
# Days whose weights are computed at a time.
_ROWS = 64
SIZE_NAMES = ("cap", "volume", "equal")


def sizes(view: View) -> tuple[np.ndarray, np.ndarray]:
    """What each coin weighs by (T, N), and each day's place in SIZE_NAMES (T,).

    Caps, on days on which any ranked coin has one; else mean dollar volumes of 30 days; else all
    alike. A coin without the day's size weighs nothing.
    """
    has_coins, has_cap, has_volume = (
        np.logical_or.reduce(view.is_ranked & is_known, axis=1)
        for is_known in (True, view.cap > 0, view.volume_30 > 0)
    )
    by = np.where(has_cap, 0, np.where(has_volume, 1, 2))
    if has_cap.any() and (has_cap | ~has_coins).all():  # on other days no coin weighs anything
        return view.cap, by
    chosen = np.where(by[:, None] == 1, view.volume_30, np.ones(view.cap.shape))
    return np.where(by[:, None] == 0, view.cap, chosen), by


def capped_weights(size: np.ndarray, *, largest: float = LARGEST_WEIGHT) -> np.ndarray:
    """Weights (T, N) in proportion to sizes, each at most `largest`; rows sum to 1, or to 0.

    What is above it is shared among the others in proportion, until none is above. Fewer than
    1 ÷ largest assets weigh the same.
    """
    size = np.where((size > 0) & np.isfinite(size), size, 0.0)
    # Of the largest: sums of sizes as they are may overflow.
    size = np.nan_to_num(divide(size, size.max(axis=1, keepdims=True, initial=0.0)))
    limit = np.maximum(largest, divide(1.0, (size > 0).sum(axis=1, keepdims=True)))
    is_capped = np.zeros(size.shape, dtype=bool)
    while True:
        free = np.where(is_capped, 0.0, size)
        rest = 1.0 - limit * is_capped.sum(axis=1, keepdims=True)
        weights = np.nan_to_num(rest * divide(free, free.sum(axis=1, keepdims=True)))
        above = weights > limit * (1 + 1e-12)
        if not above.any():
            return np.where(is_capped, limit, weights)
        is_capped |= above


def index_returns(view: View, members: np.ndarray) -> np.ndarray:
    """(T,) The return of each day with the day before's members and weights; NaN without any.

    A coin that ended counts at its last close.
    """
    size, _ = sizes(view)
    ever = members.any(axis=0)
    simple = np.nan_to_num(growth_of(view.close[:, ever]) - 1.0)
    returns = np.full(len(simple), np.nan)
    for start in range(0, len(simple) - 1, _ROWS):
        days = slice(start, min(start + _ROWS, len(simple) - 1))
        weights = capped_weights(np.where(members[days][:, ever], size[days][:, ever], np.nan))
        after = slice(days.start + 1, days.stop + 1)
        has_members = weights.sum(axis=1) > 0
        returns[after] = np.where(has_members, (weights * simple[after]).sum(axis=1), np.nan)
    return returns


def chained(returns: np.ndarray) -> np.ndarray:
    """The index (T,) of daily simple returns: 1 on the day before the first, NaN before that.

    A later day without a return leaves it as it was.
    """
    known = np.flatnonzero(np.isfinite(returns))
    index = np.full(len(returns), np.nan)
    if len(known):
        start = known[0] - 1
        index[start] = 1.0
        index[start + 1 :] = np.cumprod(1.0 + np.nan_to_num(returns[start + 1 :]))
    return index
