"""What a chart draws: series over time, with as many digits as a screen shows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from markets.analytics.charts.bars import Step, decimal_texts, significant_digits
from markets.analytics.charts.periods import Period
from markets.numbers import exact_decimal, plain

LEAST_DIGITS = 6
# Money is read to the cent up to a million.
MONEY_DIGITS = 8
HOURLY = (Step.HOUR, Step.TWO_HOURS)


@dataclass(frozen=True, slots=True)
class Chart:
    """Series over `time` (whole seconds since 1970, UTC), NaN where unknown.

    `opening` has what the change over the period is measured from, for the series that have one.
    `digits` are the least significant digits of a series, 6 where it is not named. `note` says
    what the reader could not tell: why steps are longer than usual.
    """

    period: Period
    step: Step
    time: np.ndarray
    series: Mapping[str, np.ndarray]
    opening: Mapping[str, float] = field(default_factory=dict)
    currency: str = "USD"
    digits: Mapping[str, int] = field(default_factory=dict)
    note: str = ""

    def body(self) -> dict[str, Any]:
        """As the API and the pages' scripts read it."""
        return {
            "range": self.period.value,
            "step": self.step.value,
            "currency": self.currency,
            "note": self.note,
            "time": self.time.tolist(),
            "opening": {name: plain(exact_decimal(value)) for name, value in self.opening.items()},
            "series": {name: self._texts(name, found) for name, found in self.series.items()},
        }

    def points(self, *names: str, every: int = 1) -> list[dict[str, Any]]:
        """A dictionary a point, with its instant as text in `time`: for a table or a line.

        Of the series named, or of all; `every` second one or so, the last among them.
        """
        shown = slice((len(self.time) - 1) % every, None, every)
        columns = {
            name: self._texts(name, found, shown)
            for name, found in self.series.items()
            if not names or name in names
        }
        instants = map(self._instant, self.time[shown].tolist())
        values = ([text and float(text) for text in texts] for texts in columns.values())
        rows = zip(instants, *values, strict=True)
        return [dict(zip(("time", *columns), row, strict=True)) for row in rows]

    @property
    def first(self) -> str:
        """The instant of the first point as text, of a chart that has one."""
        return self._instant(int(self.time[0]))

    def _instant(self, at: int) -> str:
        form = "%Y-%m-%d %H:%M" if self.step in HOURLY else "%Y-%m-%d"
        return datetime.fromtimestamp(at, tz=UTC).strftime(form)

    def in_percent(self, names: Collection[str]) -> "Chart":
        """The same with these series as per cent of the greatest value among them."""
        amounts = [np.abs(found) for name, found in self.series.items() if name in names]
        greatest = max((float(np.nanmax(found, initial=0.0)) for found in amounts), default=0.0)
        factor = 100 / greatest if greatest else 0.0
        return replace(
            self,
            series=_scaled(self.series, names, factor),
            opening=_scaled(self.opening, names, factor),
            currency="%",
        )

    def only(self, *names: str) -> "Chart":
        """The same without the other series."""
        series = {name: found for name, found in self.series.items() if name in names}
        opening = {name: value for name, value in self.opening.items() if name in names}
        return replace(self, series=series, opening=opening)

    def change(self, name: str, *, now: float | None = None) -> float | None:
        """The growth of a series since the period opened, up to `now` or its last value."""
        values = self.series.get(name, np.array([]))
        before = self.opening.get(name)
        after = now if now is not None else values[-1] if len(values) else None
        return None if after is None or not before else float(after / before - 1)

    def _texts(self, name: str, values: np.ndarray, shown: slice = slice(None)) -> list[str | None]:
        digits = significant_digits(values, least=self.digits.get(name, LEAST_DIGITS))
        return decimal_texts(values[shown], digits=digits)


def _scaled(values: Mapping[str, Any], names: Collection[str], factor: float) -> dict[str, Any]:
    return {name: found * factor if name in names else found for name, found in values.items()}
