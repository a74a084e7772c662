"""What happens inside a day: a Brownian bridge built level by level from midpoints.

The bridge of a day is a sum of tents: level k adds 2^(k-1) tents of height z * 2^(-(k+1)/2)
(Paul Lévy's construction). The first levels take normal heights; the finer ones take bounded
heights, so that the day's exact extremes over the first levels, widened by the little that the
finer levels can add at most, contain every instant.
"""

import numpy as np

from markets.providers.simulated.noise import cell_normals, cell_uniforms

COARSE_LEVELS = 6
FINE_LEVELS = 5


def _height(level: int) -> float:
    return 2.0 ** (-(level + 1) / 2)


FINE_BOUND = sum(
    _height(level) for level in range(COARSE_LEVELS + 1, COARSE_LEVELS + FINE_LEVELS + 1)
)


def bridge_at(*, keys: np.ndarray, days: np.ndarray, moments: np.ndarray) -> np.ndarray:
    """The unit bridge of each broadcast (asset key, day number) at `moments` in [0, 1).

    It is 0 at both ends of the day and continuous between; its standard deviation at noon is
    about one half, so it is to be scaled by the day's volatility.
    """
    total = np.zeros(np.broadcast_shapes(keys.shape, days.shape, moments.shape))
    for level in range(1, COARSE_LEVELS + FINE_LEVELS + 1):
        count = 2 ** (level - 1)
        scaled = moments * count
        cell = np.floor(scaled).astype(np.int64)
        tent = 1.0 - np.abs(2.0 * (scaled - cell) - 1.0)
        if level <= COARSE_LEVELS:
            draw = cell_normals(keys, days, cell + count)
        else:
            draw = 2.0 * cell_uniforms(keys, days, cell + count) - 1.0
        total += _height(level) * tent * draw
    return total


def coarse_bridges(*, key: int, days: np.ndarray) -> np.ndarray:
    """The coarse bridges of many days of one asset at 2^COARSE_LEVELS + 1 even moments.

    Shape (days, moments). Between two of these moments the coarse bridge is a straight line, so
    its extremes, and those of any line added to it, lie on them.
    """
    count = 2**COARSE_LEVELS
    keys = np.array(key, dtype=np.uint64)
    nodes = cell_normals(keys, days[:, None], np.arange(1, count))
    path = np.zeros((len(days), count + 1))
    for level in range(1, COARSE_LEVELS + 1):
        step = count >> (level - 1)
        first = 2 ** (level - 1)
        middle = (path[:, 0:-step:step] + path[:, step::step]) / 2
        path[:, step // 2 :: step] = middle + _height(level) * nodes[:, first - 1 : 2 * first - 1]
    return path
