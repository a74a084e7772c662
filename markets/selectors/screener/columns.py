"""The columns of the screener: live figures, grades and every data point."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from markets.analytics.points.base import DOLLARS, FRACTION, INDEX, PERCENT
from markets.analytics.points.labels import GROUPS, LABELS
from markets.analytics.points.registry import DATA_POINTS

LIVE, GRADES = "live", "grades"


@dataclass(frozen=True, slots=True)
class Column:
    """A figure of each asset; `unit` is one of the data points' units, or empty.

    Label and formula are in the language of whoever reads them.
    """

    id: str
    label: str
    group: str
    unit: str
    formula: str

    @property
    def is_percent(self) -> bool:
        """Whether people write it in per cent."""
        return self.unit.startswith(FRACTION) or self.unit == PERCENT

    @property
    def sign(self) -> str:
        """What stands beside a limit of it."""
        return "%" if self.is_percent else "$" if self.unit == DOLLARS else ""

    def stored(self, written: float) -> float:
        """The value of what somebody wrote."""
        return written / 100 if self.unit.startswith(FRACTION) else written


_LIVE = (
    Column("rank", _("Rank"), LIVE, "place", _("place by market cap, as listed")),
    Column(
        "price", pgettext_lazy("market", "Price"), LIVE, DOLLARS, _("the latest accepted quote")
    ),
    Column("change_24h", _("24 h"), LIVE, FRACTION, _("price ÷ price of 24 hours before − 1")),
    Column("market_cap", _("Market cap"), LIVE, DOLLARS, _("price × circulating supply, now")),
    Column("volume_24h", _("Volume 24 h"), LIVE, DOLLARS, _("dollars traded in 24 hours")),
)
_GRADES = (
    Column(
        "trader", _("Trader grade"), GRADES, INDEX, _("0 to 100: momentum, low risk, liquidity")
    ),
    Column("investor", _("Investor grade"), GRADES, INDEX, _("0 to 100: quality, usage, value")),
    Column("trend", _("Signal’s trend"), GRADES, "", _("1 up, −1 down, 0 before any signal")),
)
# The place by cap is live; a second one of yesterday would only confuse.
_POINTS = tuple(
    Column(point.id, _(LABELS[point.id]), point.group, point.unit, _(point.formula))
    for point in DATA_POINTS.values()
    if point.id != "rank"
)
COLUMNS: Mapping[str, Column] = MappingProxyType(
    {column.id: column for column in (*_LIVE, *_GRADES, *_POINTS)}
)
DEFAULT = ("rank", "price", "change_24h", "ret_7d", "ret_30d", "market_cap", "volume_24h")
# What spans 24 hours: unknown of an asset whose price is older than that.
DAY_IDS = ("change_24h", "volume_24h")
LIVE_IDS = tuple(column.id for column in _LIVE)
GROUP_LABELS = {
    LIVE: pgettext_lazy("figures", "Live"), GRADES: _("Grades and signal"),
    **{group: _(label) for group, label in GROUPS.items()},
}  # fmt: skip


def columns_by_group() -> list[tuple[str, list[Column]]]:
    """(label of the group, its columns), in the order of the registry."""
    return [
        (label, [column for column in COLUMNS.values() if column.group == group])
        for group, label in GROUP_LABELS.items()
    ]
