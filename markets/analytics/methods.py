"""Versions of the method: which rules the grades, signals and forecasts of a day were computed by.

A change that gives other figures from the same rows adds a version here. What was computed by
another version is never scored together with it: a changed method starts a new record.
"""

from dataclasses import dataclass
from datetime import date

from markets.wording import gettext_noop as _


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
        _("The first: 96 data points, two grades of fixed weights, breakout signals of 20 and 10 "
          "days, and a forecast of half a Student-t and half a pooled variance regression."),
    ),
)  # fmt: skip
CURRENT = METHODS[-1].version
