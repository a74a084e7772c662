"""Paths of price that the quantiles span: bear, base and bull."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from markets.analytics.forecast.levels import LEVELS
from markets.wording import gettext_noop as _

SCENARIOS = {_("bear"): 0.10, _("base"): 0.50, _("bull"): 0.90}


@dataclass(frozen=True, slots=True)
class Scenario:
    """A price in dollars for each day from the forecast's own on (day 0 is the close)."""

    name: str
    level: float
    prices: tuple[float, ...]


def interpolate_quantiles(quantiles: Mapping[int, np.ndarray], horizon: float) -> np.ndarray:
    """Quantiles (…, 7) of the log return over any number of days up to the longest horizon.

    Linear in √h between the horizons on either side; at 0 days all are 0. Raises ValueError beyond
    the longest.
    """
    known = sorted(quantiles)
    if not 0 <= horizon <= known[-1]:
        raise ValueError(f"horizon is {horizon} days, and must be from 0 to {known[-1]}")
    above = next(h for h in known if h >= horizon)
    below = max((h for h in known if h < above), default=0)
    share = (np.sqrt(horizon) - np.sqrt(below)) / (np.sqrt(above) - np.sqrt(below))
    far = np.asarray(quantiles[above], dtype=float)
    near = np.asarray(quantiles[below], dtype=float) if below else np.zeros_like(far)
    return near + share * (far - near)


def scenarios(close: float, quantiles: Mapping[int, np.ndarray]) -> tuple[Scenario, ...]:
    """The 10, 50 and 90% paths c·e^q of one asset from its quantiles (7,) by horizon.

    They join the quantiles of each day, so that no single path need follow one. Empty where any
    quantile is unknown, as for a stablecoin.
    """
    if not quantiles or not all(np.isfinite(row).all() for row in quantiles.values()):
        return ()
    fan = np.stack([interpolate_quantiles(quantiles, day) for day in range(max(quantiles) + 1)])
    return tuple(
        Scenario(name, level, tuple(close * np.exp(fan[:, LEVELS.index(level)])))
        for name, level in SCENARIOS.items()
    )
