"""What an address asks of the table of positions, over the view that its reader stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from markets.number_reading import NotANumber, read_written
from portfolios.selectors.performance.spans import ALL, DAY
from portfolios.selectors.table_views import (
    DENSITIES,
    TableView,
    asked_texts,
    read_choice,
    read_columns,
    read_sort,
    view_address,
)

# The key under which a user's view is stored.
TABLE = "positions"
ASSET = "asset"
COLUMNS: Mapping[str, Promise] = MappingProxyType(
    {
        "price": pgettext_lazy("market", "Price"), "change_24h": _("24 h"), "trend": _("7 days"),
        "quantity": _("Quantity"), "value": _("Value"), "weight": _("Weight"), "gain": _("Gain"),
        "average_cost": _("Average cost"), "cost": _("Cost"), "unrealised": _("Unrealised"),
        "realised": _("Realised"), "income": _("Income"), "fees": _("Fees"),
    }
)  # fmt: skip
DEFAULT = (
    "price", "change_24h", "trend", "quantity", "value", "weight", "gain", "average_cost",
    "unrealised",
)  # fmt: skip
LARGEST_FIRST = "-value"
ACCOUNT, CATEGORY = "account", "category"
GROUPS = {"": pgettext_lazy("group", "None"), ACCOUNT: _("Account"), CATEGORY: _("Category")}
PERIODS = {
    DAY: _("24h"), "7d": _("7D"), "30d": _("30D"), "1y": _("1Y"),
    ALL: pgettext_lazy("period", "All"),
}  # fmt: skip
# The head of the column of gains, by the period that they are of.
_GAINS = {
    DAY: _("Gain 24h"), "7d": _("Gain 7d"), "30d": _("Gain 30d"), "1y": _("Gain 1y"),
    ALL: _("Gain all"),
}  # fmt: skip
# The parts of an address that say how the table is seen.
PARAMETERS = ("columns", "sort", "group", "period", "density", "small")


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionsQuery(TableView):
    """How the table is seen; the asset's column, always the first, is none of `columns`.

    `small` hides positions that are worth less, in the portfolio's currency; None hides none.
    """

    columns: tuple[str, ...] = DEFAULT
    sort: str = LARGEST_FIRST
    group: str = ""
    period: str = DAY
    small: Decimal | None = None

    @property
    def labels(self) -> dict[str, Promise]:
        """The heads of the table by column, the asset's first."""
        shown = {name: COLUMNS[name] for name in self.columns}
        if "gain" in shown:
            shown["gain"] = _GAINS[self.period]
        return {ASSET: _("Asset"), **shown}


def read_query(asked: QueryDict, *, own: str, currency: str) -> PositionsQuery:
    """The view of an address over `own`, the reader's stored one; nonsense is the usual.

    The stored threshold counts in the currency in which it was stored.
    """
    stored = QueryDict(own)
    if stored.get("currency") != currency:
        stored = stored.copy()
        stored.pop("small", None)
    texts = asked_texts(asked, stored=stored, parameters=PARAMETERS)
    return PositionsQuery(
        columns=read_columns(texts["columns"], among=COLUMNS, at_first=DEFAULT),
        sort=read_sort(texts["sort"], among={ASSET, *COLUMNS}, at_first=LARGEST_FIRST),
        group=read_choice(texts["group"], among=GROUPS),
        period=read_choice(texts["period"], among=PERIODS, at_first=DAY),
        density=read_choice(texts["density"], among=DENSITIES),
        small=_threshold(texts["small"]),
    )


def _threshold(text: str) -> Decimal | None:
    try:
        number = Decimal(read_written(text).value(mark=".")) if text else None
    except NotANumber:
        return None
    return number if number is not None and number.is_finite() and number > 0 else None


def stored_form(query: PositionsQuery, *, currency: str) -> str:
    """A view as it is stored: what `read_query` reads back."""
    parts = {
        "columns": ",".join(query.columns), "sort": query.sort, "group": query.group,
        "period": query.period, "density": query.density,
    }  # fmt: skip
    if query.small:
        parts |= {"small": f"{query.small:f}", "currency": currency}
    usual = {"columns": ",".join(DEFAULT), "sort": LARGEST_FIRST, "period": DAY}
    return view_address(parts, at_first=usual)
