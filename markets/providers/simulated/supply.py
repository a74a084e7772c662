"""How many coins of a simulated asset there are on a day."""

from functools import lru_cache

import numpy as np

from markets.providers.simulated.noise import stream
from markets.providers.simulated.universe import REFERENCE_DAY, SimulatedAsset, day_number

# The fastest growth of a supply, as the logarithm of a year's; and in how many years the limit
# would be reached at the least.
FASTEST = 0.15
LEAST_YEARS = 5.0
_YEAR = 365.0


def circulating_on(seed: int, asset: SimulatedAsset, days: np.ndarray | float) -> np.ndarray:
    """Circulating supply at these day numbers: it grows at a rate of the asset's own.

    It is the listed one on REFERENCE_DAY and never above the maximum, nor the total where
    there is no maximum.
    """
    years = (np.asarray(days, dtype=float) - day_number(REFERENCE_DAY)) / _YEAR
    return np.minimum(asset.circulating * np.exp(_growth(seed, asset) * years), _limit(asset))


def total_on(asset: SimulatedAsset, circulating: np.ndarray | float) -> np.ndarray | None:
    """Total supply beside a circulating one; None where it is not known."""
    return None if asset.total is None else np.maximum(asset.total, circulating)


@lru_cache(maxsize=2048)
def _growth(seed: int, asset: SimulatedAsset) -> float:
    """The logarithm of a year's growth."""
    drawn = FASTEST * stream(seed, asset.slug, "supply").random() ** 2
    return min(drawn, float(np.log(_limit(asset) / asset.circulating)) / LEAST_YEARS)


def _limit(asset: SimulatedAsset) -> float:
    return max(asset.max or asset.total or np.inf, asset.circulating)
