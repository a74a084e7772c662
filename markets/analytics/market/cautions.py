"""What speaks against trading an asset: doubtful volume, dilution, few holders, a run-up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

import numpy as np

from markets.analytics.series import exceeds, falls_short, reaches

# Of a day's mean volume, the most that one sells without being the market oneself.
SOLD_A_DAY = 0.02


class Severity(StrEnum):
    NOTICE = "notice"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure `beyond` its limit is a caution of this code."""

    code: str
    severity: Severity
    figure: str
    beyond: Callable[[float, float], np.ndarray]
    limit: float


@dataclass(frozen=True, slots=True)
class Caution:
    """One figure beyond its limit. `figure` is the id of a data point."""

    code: str
    severity: Severity
    figure: str
    value: float
    limit: float


# By how much a price has run up over so many days.
RUN_UPS = MappingProxyType({30: 1.0, 90: 2.0, 365: 4.0})

# Of two limits to one figure, the later is the more severe. A price that has run up has a wide
# range of outcomes; that it will fall is not known.
LIMITS = (
    Limit("thin", Severity.WARNING, "volume_30", falls_short, 1_000_000.0),
    Limit("thin", Severity.WARNING, "turnover_30", falls_short, 0.01),
    Limit("suspect_volume", Severity.WARNING, "turnover_30", exceeds, 1.0),
    Limit("dilution", Severity.NOTICE, "dilution", reaches, 1.0),
    Limit("dilution", Severity.WARNING, "dilution", reaches, 3.0),
    Limit("supply_growth", Severity.WARNING, "supply_growth_365", exceeds, 0.20),
    Limit("concentration", Severity.NOTICE, "top10_share", exceeds, 50.0),
    *(Limit("chasing", Severity.NOTICE, f"ret_{days}d", reaches, limit)
      for days, limit in RUN_UPS.items()),
)  # fmt: skip


def cautions(figures: Mapping[str, float], *, kind: str = "coin") -> tuple[Caution, ...]:
    """What data points (fractions and dollars; NaN or absent: unknown) warn of, in LIMITS' order.

    A high turnover casts no doubt on a stablecoin's volume.
    """
    found: dict[tuple[str, str], Caution] = {}
    for rule in LIMITS:
        value = figures.get(rule.figure, np.nan)
        if rule.code == "suspect_volume" and kind == "stablecoin":
            continue
        if rule.beyond(value, rule.limit):
            found[rule.code, rule.figure] = Caution(
                rule.code, rule.severity, rule.figure, value, rule.limit
            )
    return tuple(found.values())


def days_to_sell(held_value: float, volume_30: float) -> float:
    """Days to sell a holding (dollars) at 2% of the mean daily volume; NaN without a volume."""
    return held_value / (SOLD_A_DAY * volume_30) if volume_30 > 0 else np.nan
