"""Versions of the method: which rules the grades, signals and forecasts of a day were computed by.

A change that gives other figures from the same rows adds a version here. What was computed by
another version is never scored together with it: a changed method starts a new record.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Method:
    """One version, the day since which it has been in use, and what it changed."""

    version: int
    since: date
    changes: str


METHODS = (
    Method(
        1,
        date(2026, 11, 28),
        "The first: 96 data points, two grades of fixed weights, breakout signals of 20 and 10 "
        "days, and a forecast of half a Student-t and half a pooled variance regression.",
    ),
)
CURRENT = METHODS[-1].version
