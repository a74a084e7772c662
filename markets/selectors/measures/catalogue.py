"""What can be monitored: the screener's columns, stored figures, and events of the analysis."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from markets.analytics.market.labels import CATEGORY_FIGURES, MARKET_FIGURES
from markets.analytics.points.base import COUNT, DOLLARS, FRACTION, INDEX, PERCENT, RATIO
from markets.number_writing import count_of, written
from markets.selectors.screener.columns import COLUMNS, LIVE, LIVE_IDS, Column
from markets.templatetags.figures import ABSENT, MINUS, percent, price
from markets.templatetags.points import in_unit


class Scope(StrEnum):
    """What a measure is a figure of."""

    ASSET = "asset"
    CATEGORY = "category"
    MARKET = "market"


EVENT = "event"
PLACE = "place"
# The only figure whose jumps are judged before it is stored.
PRICE = "price"
# Live figures that stored days have as well, by the name of those.
STORED_AS = {PRICE: "close", "market_cap": "market_cap", "volume_24h": "volume"}


@dataclass(frozen=True)
class Measure(Column):
    """A figure of one scope. `record` is the subject of the track record that tells of it.

    Live ones change with each quote, the others once a day. An event (group `event`) has no value
    of its own: it happens or not.
    """

    scope: Scope = Scope.ASSET
    record: str = ""

    @property
    def key(self) -> str:
        """Unique among all scopes: asset.ret_30d."""
        return f"{self.scope}.{self.id}"

    @property
    def is_event(self) -> bool:
        return self.group == EVENT

    @property
    def is_live(self) -> bool:
        return self.group == LIVE

    @property
    def changes_in_percent(self) -> bool:
        """Whether a change of it is told relative to what it was, and not in its own unit."""
        return self.unit in (DOLLARS, COUNT)

    @property
    def has_former(self) -> bool:
        """Whether its value of some days before is known."""
        return not self.is_event and (not self.is_live or self.id in STORED_AS)

    def written(self, value: float | None) -> str:
        """A value of it in its unit; unknown is a dash."""
        if value is None or value != value:
            return ABSENT
        return price(value) if self.id == PRICE else in_unit(value, self.unit)

    def level_written(self, level: float) -> str:
        """A level as it was chosen: with all of its decimals, where a value would be rounded."""
        if self.unit == PERCENT or self.unit == FRACTION:
            share = level / 100 if self.unit == PERCENT else level
            return percent(share, max(1, _decimals(100 * share)))
        if self.unit in (INDEX, RATIO):
            return written(f"{level:,.{max(1, _decimals(level))}f}").replace("-", MINUS)
        return self.written(level)

    def change_written(self, change: float) -> str:
        """The size of a change of it: in per cent, in points, or in its own unit."""
        size = abs(change)
        if self.changes_in_percent:
            return in_unit(size, FRACTION)
        if self.unit.startswith(FRACTION):
            return _in_points(100 * size)
        if self.unit in (PERCENT, INDEX):
            return _in_points(size)
        return in_unit(size, self.unit)


def _decimals(shown: float) -> int:
    """How many a number has, at most six: what is beyond comes of binary fractions."""
    return len(f"{shown:.6f}".rstrip("0").partition(".")[2])


def _in_points(size: float) -> str:
    text = f"{size:.3g}"
    points = ngettext("{size} point", "{size} points", count_of(float(text), 2))
    return points.format(size=written(text))


def _event(name: str, label: str, formula: str, scope: Scope, record: str = "") -> Measure:
    return Measure(name, label, EVENT, "", formula, scope, record)


TRADER_BAND, INVESTOR_BAND, SIGNAL_FLIP, CHASING = (
    "trader_band", "investor_band", "signal_flip", "chasing",
)  # fmt: skip
TURN, REGIME = "turn", "regime"
# The only figure of the market that is published, and not computed with the day.
FEAR_AND_GREED = "fear_and_greed"
_BAND = _("10 points or more against 7 days before, and another word")
_RUN_UP = format_lazy(
    _("up {month} in 30 days, {quarter} in 90 or {year} in a year"),
    month="100%", quarter="200%", year="400%",
)  # fmt: skip
_TURN = _("behind over 90 days, ahead over 14 with volume and breadth")
_EVENTS = (
    _event(TRADER_BAND, _("Trader grade changes"), _BAND, Scope.ASSET, "grade:trader"),
    _event(INVESTOR_BAND, _("Investor grade changes"), _BAND, Scope.ASSET, "grade:investor"),
    _event(SIGNAL_FLIP, _("Signal flips"), _("the trend turns up or down"), Scope.ASSET, "signal"),
    _event(CHASING, _("Has run up (chasing)"), _RUN_UP, Scope.ASSET, "run_ups"),
    _event(TURN, _("Narrative turns"), _TURN, Scope.CATEGORY, "narratives"),
    _event(REGIME, _("Regime changes"), _("rising or falling, calm or not"), Scope.MARKET),
)


def _measures() -> Iterator[Measure]:
    yield from _EVENTS
    for column in COLUMNS.values():
        # Its turns are the event.
        if column.id != "trend":
            record = f"grade:{column.id}" if column.id in ("trader", "investor") else ""
            yield Measure(
                column.id, column.label, column.group, column.unit, column.formula,
                Scope.ASSET, record,
            )  # fmt: skip
    for scope, figures in ((Scope.CATEGORY, CATEGORY_FIGURES), (Scope.MARKET, MARKET_FIGURES)):
        for name, (label, unit) in figures.items():
            yield Measure(name, _(label), scope.value, unit, "", scope)


MEASURES: Mapping[str, Measure] = MappingProxyType({one.key: one for one in _measures()})
LIVE_KEYS = [f"{Scope.ASSET}.{name}" for name in LIVE_IDS]


def measures_of(scope: Scope) -> list[Measure]:
    """Those of one scope, events first."""
    return [one for one in MEASURES.values() if one.scope == scope]
