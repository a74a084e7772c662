"""What a data point is."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

import numpy as np

from markets.analytics.panel import View
from markets.wording import gettext
from markets.wording import gettext_noop as _

FRACTION, DAYS, DOLLARS, INDEX, RATIO = _("fraction"), _("days"), "USD", _("index"), _("ratio")
COUNT, PERCENT, PLACE, PER_DOLLAR = _("count"), _("per cent"), _("place"), _("per USD")
A_YEAR, A_DAY = _("fraction a year"), _("per day")

CANDLES = _("candles")

# Gives (R, N) for the R wanted days of a view.
Figure = Callable[[View], np.ndarray]


def figure(compute: Callable[..., np.ndarray], *arguments: Hashable) -> Figure:
    """The figure that `compute` gives with these arguments."""
    return lambda view: compute(view, *arguments)


def shared(compute: Callable[..., np.ndarray], *arguments: Hashable) -> Figure:
    """The same, computed once a view: others rest on it."""
    return lambda view: view.once(compute, *arguments)


@dataclass(frozen=True, slots=True)
class DataPoint:
    """One figure of an asset.

    `compute` gives (R, N) for the R wanted days of a View, NaN where there is none. `direction`
    is 1 where more ranks higher, −1 where less does. `history` is how many days an asset must
    have. `inputs` are columns beyond the close, any of which will do where they are joined by "|";
    80% of its days must have them, and where it `is_unbroken` the lack of any may cost the value.
    A `is_size_bound` point is ranked among assets of its size too. One that `is_of_all` compares
    the assets, so that it has no value for a part of them.
    """

    id: str
    group: str
    unit: str
    direction: int
    formula: str
    history: int
    compute: Figure
    inputs: tuple[str, ...] = ()
    source: str = CANDLES
    is_size_bound: bool = False
    is_of_all: bool = False
    is_unbroken: bool = False

    @property
    def from_candles(self) -> bool:
        """Whether candles alone suffice."""
        return self.source == CANDLES

    def translated(self) -> "DataPoint":
        """With formula, unit and source in the language of the reader."""
        return replace(
            self, formula=gettext(self.formula), unit=gettext(self.unit),
            source=gettext(self.source),
        )  # fmt: skip
