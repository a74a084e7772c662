"""What an address asks of the list of transactions, over the view that its reader stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
TABLE = "transactions"
# What says which row it is, and is always shown.
FIXED: Mapping[str, Promise] = MappingProxyType({"date": _("Date"), "type": _("Type")})
COLUMNS: Mapping[str, Promise] = MappingProxyType(
    {
        "sent": _("Sent"), "received": _("Received"), "price": _("Unit price"),
        "value": _("Value"), "fee": _("Fee"), "account": _("Account"), "note": _("Note"),
        "label": _("Label"), "file": _("File"), "id": _("External ID"),
    }
)  # fmt: skip
DEFAULT = ("sent", "received", "price", "value", "fee", "account", "note")
NUMBERS = frozenset({"sent", "received", "price", "value", "fee"})
NEWEST_FIRST = "-date"
# The parts of an address that say how the list is seen.
PARAMETERS = ("columns", "sort", "density")


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerView(TableView):
    """How the list is seen; the columns that are always shown are none of `columns`."""

    columns: tuple[str, ...] = DEFAULT
    sort: str = NEWEST_FIRST

    @property
    def labels(self) -> dict[str, Promise]:
        """The heads of the table by column."""
        return {**FIXED, **{name: COLUMNS[name] for name in COLUMNS if name in self.columns}}


def read_view(asked: QueryDict, *, own: str) -> LedgerView:
    """The view of an address over `own`, the reader's stored one; nonsense is the first view."""
    texts = asked_texts(asked, stored=QueryDict(own), parameters=PARAMETERS)
    return LedgerView(
        columns=read_columns(texts["columns"], among=COLUMNS, at_first=DEFAULT),
        sort=read_sort(texts["sort"], among={*FIXED, *COLUMNS}, at_first=NEWEST_FIRST),
        density=read_choice(texts["density"], among=DENSITIES),
    )


def stored_form(view: LedgerView) -> str:
    """A view as it is stored: what `read_view` reads back."""
    parts = {"columns": ",".join(view.columns), "sort": view.sort, "density": view.density}
    return view_address(parts, at_first={"columns": ",".join(DEFAULT), "sort": NEWEST_FIRST})
