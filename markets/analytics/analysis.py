"""Everything that is worked out of a panel, in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from markets.analytics.forecast import quantiles
from markets.analytics.grades.grade import GRADES, Grade, grade_of
from markets.analytics.market import market_figures, market_problems
from markets.analytics.panel import Panel, Problem, View
from markets.analytics.points.registry import DATA_POINTS, missing_last, values_of
from markets.analytics.signals import Signals, signals


@dataclass(frozen=True, slots=True)
class LastValues:
    """Of one data point on the last day: (N,) values, and why those that are NaN are missing."""

    values: np.ndarray
    missing: Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Analysis:
    """Arrays have all days of the panel: (T, N), `market` (T,), `quantiles` (T, N, 7) a horizon."""

    view: View
    points: Mapping[str, LastValues]
    grades: Mapping[str, Grade]
    signals: Signals
    quantiles: Mapping[int, np.ndarray]
    market: Mapping[str, np.ndarray]
    problems: tuple[Problem, ...]

    @property
    def panel(self) -> Panel:
        return self.view.panel


def analyse(panel: Panel, *, horizons: Sequence[int]) -> Analysis:
    """The data points of the panel's last day, and the history of all else.

    What overflows, as prices of 1e300 do, is unknown.
    """
    with np.errstate(all="ignore"):
        view = View(panel)
        grades = {name: grade_of(view, families) for name, families in GRADES.items()}
        last = view.last()
        points = {}
        for name, point in DATA_POINTS.items():
            (values,) = values_of(last, point)
            points[name] = LastValues(values, missing_last(last, point, values))
        return Analysis(
            view=view,
            points=points,
            grades=grades,
            signals=signals(view),
            quantiles=quantiles(view, horizons),
            market=market_figures(view),
            problems=panel.problems + market_problems(view),
        )
