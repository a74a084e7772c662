"""What of a file's row and of its transaction in the ledger is not the same."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from markets.numbers import plain
from portfolios.importers.base import ParsedRow
from portfolios.importers.identity import account_key
from portfolios.models import Portfolio
from portfolios.selectors.ledger.exports import pk_of_exported
from portfolios.services.ledger.imports.symbols import LEGS, Symbols, legs_of

# What can differ, as `differs` names it → the columns of the ledger's row.
FIELDS = {
    "date": ("executed_at",),
    "type": ("type",),
    "account": ("account_id",),
    "to_account": ("to_account_id",),
    "sent": ("sent_asset_id", "sent_quantity"),
    "received": ("received_asset_id", "received_quantity"),
    "fee": ("fee_asset_id", "fee_quantity"),
    "net_worth": ("net_worth_asset_id", "net_worth_amount"),
    "label": ("label",),
    "note": ("note",),
    "tags": ("tags",),
}
# A file that leaves these empty says nothing of them.
_UNSAID = frozenset({"account", "to_account", "net_worth", "label", "note", "tags"})
_READ = (
    "pk", "external_id", "executed_at", "type", "account__name", "to_account__name",
    *(f"{leg}_{what}" for leg in LEGS for what in ("asset_id", "asset__symbol", "asset__slug")),
    "sent_quantity", "received_quantity", "fee_quantity", "net_worth_amount",
    "label", "note", "tags",
)  # fmt: skip


def stored_rows(portfolio: Portfolio, by_id: Mapping[str, str]) -> tuple[dict, dict]:
    """The transactions that rows are known as, by their key and by their id."""
    keys = [pk_of_exported(name) for name, known_as in by_id.items() if not known_as]
    rows = portfolio.transactions.order_by().filter(
        Q(external_id__in=set(by_id.values()) - {""}) | Q(pk__in=keys)
    )
    by_pk = {
        values[0]: dict(zip(_READ, values, strict=True)) for values in rows.values_list(*_READ)
    }
    return by_pk, {one["external_id"]: one for one in by_pk.values()}


def differences(
    row: ParsedRow, stored: Mapping[str, Any], *, symbols: Symbols, unsaid: set
) -> Iterator[tuple[str, str]]:
    """What differs, with what the ledger says of it."""
    if to_the_second(row.executed_at) != to_the_second(stored["executed_at"]):
        yield "date", stored["executed_at"].isoformat()
    if row.type != stored["type"]:
        yield "type", stored["type"]
    for name in ("account", "to_account"):
        key, standing = account_key(getattr(row, name)), stored[f"{name}__name"] or ""
        if key not in unsaid and key != account_key(standing):
            yield name, standing
    legs = dict(legs_of(row))
    for name in LEGS:
        leg, standing = legs.get(name), _leg_of(stored, name)
        if leg is None:
            if standing and name not in _UNSAID:
                yield name, standing
        elif not _is_same(leg, stored, name, key=symbols.key_of(leg.symbol, row.executed_at)):
            yield name, standing
    for name in ("label", "note"):
        if getattr(row, name) and getattr(row, name) != stored[name]:
            yield name, stored[name]
    if row.tags and list(row.tags) != stored["tags"]:
        yield "tags", ", ".join(stored["tags"])


def _is_same(leg, stored: Mapping[str, Any], name: str, *, key: int | None) -> bool:
    """Whether a leg is the stored one: the amount, and an asset that the symbol can mean."""
    names = (stored[f"{name}_asset__symbol"], stored[f"{name}_asset__slug"])
    means = key == stored[f"{name}_asset_id"] or leg.symbol.upper() in {
        text.upper() for text in names if text
    }
    return means and leg.quantity == stored[_quantity(name)]


def _leg_of(stored: Mapping[str, Any], name: str) -> str:
    quantity = stored[_quantity(name)]
    return "" if quantity is None else f"{plain(quantity)} {stored[f'{name}_asset__symbol']}"


def _quantity(leg: str) -> str:
    return "net_worth_amount" if leg == "net_worth" else f"{leg}_quantity"


def to_the_second(at: datetime) -> datetime:
    return at.replace(microsecond=0)
