"""Rows of a file that the ledger holds with other content under their id, or that were deleted.

Neither is a new row, and neither may pass without a word: what the ledger says stays, unless the
file's row is chosen.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from markets.numbers import plain
from portfolios.importers.base import ParsedRow, RowError
from portfolios.importers.identity import account_key
from portfolios.models import ImportBatch, Portfolio, TransactionRevision
from portfolios.selectors.ledger.exports import pk_of_exported
from portfolios.services.ledger.imports.answers import Answers
from portfolios.services.ledger.imports.symbols import LEGS, Symbols, legs_of, resolve_symbols

KEEP, TAKE = "keep", "take"
RESOLUTIONS = (KEEP, TAKE)
CHANGED, DELETED = "changed", "deleted"
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


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row of the file under the id of a transaction that is another now, or was deleted.

    `kind` is "changed" or "deleted". `differs` names what is not the same (keys of FIELDS), and
    `stored` what the ledger has in its place. A deletion has its instant and who made it. `said`
    is what was answered of it; `resolution` is "keep" (the default) or "take".
    """

    row: ParsedRow
    transaction: int
    kind: str
    differs: tuple[str, ...] = ()
    stored: tuple[str, ...] = ()
    deleted_at: datetime | None = None
    deleted_by: str = ""
    said: str = ""
    resolution: str = KEEP

    @property
    def key(self) -> str:
        """What a resolution goes by: the row's id, which no other row of the file has."""
        return self.row.external_id

    @property
    def stands(self) -> bool:
        """Whether what the ledger says of the row stays."""
        return self.resolution == KEEP

    @property
    def replaces(self) -> bool:
        """Whether the row goes in place of its transaction."""
        return self.kind == CHANGED and not self.stands

    @property
    def stored_fields(self) -> list[tuple[str, str]]:
        """What differs, in words, with what the ledger says of it."""
        return [
            (name.replace("_", " "), said)
            for name, said in zip(self.differs, self.stored, strict=True)
        ]

    def resolved(self, *, by_key: Mapping[str, str], default: str) -> "Conflict":
        """With what was answered of it, or else of all."""
        said = by_key.get(self.key, "")
        return replace(self, said=said, resolution=said or default or KEEP)


def find_conflicts(
    portfolio: Portfolio,
    rows: Iterable[ParsedRow],
    *,
    answers: Answers,
    by_id: Mapping[str, str],
    default: str,
) -> tuple[Conflict, ...]:
    """The rows that the ledger holds otherwise, or deleted, in the file's order.

    `by_id` maps the rows' ids to the ledger's, `default` is the account of the file's format,
    which any account may stand for.
    """
    rows = tuple(rows)
    known = [row for row in rows if row.external_id in by_id]
    found = _find_deleted(portfolio, (row for row in rows if row.external_id not in by_id))
    if known:
        symbols = resolve_symbols(known, answers=answers.meanings, zone=portfolio.zone)
        found += _find_changed(portfolio, known, by_id=by_id, symbols=symbols, default=default)
    return tuple(
        one.resolved(by_key=answers.resolutions, default=answers.conflicts)
        for one in sorted(found, key=lambda conflict: conflict.row.line)
    )


def _find_changed(
    portfolio: Portfolio,
    rows: Iterable[ParsedRow],
    *,
    by_id: Mapping[str, str],
    symbols: Symbols,
    default: str,
) -> list[Conflict]:
    """The rows whose transaction says something else; one query.

    `symbols` are those of the rows. Instants are compared to the second.
    """
    unsaid = {account_key(default), account_key("")}
    by_pk, by_external = _stored(portfolio, by_id)
    found = []
    for row in rows:
        known_as = by_id[row.external_id]
        stored = (
            by_external.get(known_as) if known_as else by_pk.get(pk_of_exported(row.external_id))
        )
        if stored is None:
            continue
        differs = dict(_differences(row, stored, symbols=symbols, unsaid=unsaid))
        if differs:
            found.append(
                Conflict(row, stored["pk"], CHANGED, tuple(differs), tuple(differs.values()))
            )
    return found


def _find_deleted(portfolio: Portfolio, rows: Iterable[ParsedRow]) -> list[Conflict]:
    """The rows that somebody deleted from the ledger by hand; two queries.

    Rows that went with the undoing of their import are new again.
    """
    rows = tuple(rows)
    if not rows:
        return []
    revisions = list(
        portfolio.revisions.filter(action=TransactionRevision.Action.DELETED, undone_at=None)
        .select_related("user")
        .order_by("pk")
    )
    if not revisions:
        return []
    undone = portfolio.import_batches.filter(status=ImportBatch.Status.UNDONE)
    batches = set(undone.order_by().values_list("pk", flat=True))
    revisions = [one for one in revisions if one.before["import_batch_id"] not in batches]
    by_external = {one.before["external_id"]: one for one in revisions}
    by_pk = {one.transaction_id: one for one in revisions}
    return [
        Conflict(
            row, revision.transaction_id, DELETED,
            deleted_at=revision.at, deleted_by=str(revision.user or ""),
        )
        for row in rows
        if (revision := _deletion(row, by_external, by_pk)) is not None
    ]  # fmt: skip


def left_out_by_choice(conflicts: Iterable[Conflict], *, day_of) -> Iterator[RowError]:
    """The deleted rows that stay out, with the reason."""
    for one in conflicts:
        if one.kind == DELETED and one.stands:
            by = f" by {one.deleted_by}" if one.deleted_by else ""
            day = day_of(one.deleted_at)
            yield RowError(one.row.line, "", f"Deleted from the ledger on {day}{by}.")


def columns_to_replace(conflict: Conflict, values: Mapping[str, Any]) -> dict[str, Any]:
    """What of a row's columns goes into the transaction: those that differ."""
    return {name: values[name] for field in conflict.differs for name in FIELDS[field]}


def _deletion(row: ParsedRow, by_external: Mapping, by_pk: Mapping) -> TransactionRevision | None:
    for name in (row.external_id, row.former_id):
        if name and name in by_external:
            return by_external[name]
    # A row without an id left under its key, which may be another database's: it must fit.
    found = by_pk.get(pk_of_exported(row.external_id))
    if found is None or found.before["external_id"]:
        return None
    at = datetime.fromisoformat(found.before["executed_at"])
    return found if _second(at) == _second(row.executed_at) else None


def _stored(portfolio: Portfolio, by_id: Mapping[str, str]) -> tuple[dict, dict]:
    """The transactions that rows are known as, by their key and by their id."""
    keys = [pk_of_exported(name) for name, known_as in by_id.items() if not known_as]
    rows = portfolio.transactions.order_by().filter(
        Q(external_id__in=set(by_id.values()) - {""}) | Q(pk__in=keys)
    )
    by_pk = {
        values[0]: dict(zip(_READ, values, strict=True)) for values in rows.values_list(*_READ)
    }
    return by_pk, {one["external_id"]: one for one in by_pk.values()}


def _differences(
    row: ParsedRow, stored: Mapping[str, Any], *, symbols: Symbols, unsaid: set
) -> Iterator[tuple[str, str]]:
    """What differs, with what the ledger says of it."""
    if _second(row.executed_at) != _second(stored["executed_at"]):
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


def _second(at: datetime) -> datetime:
    return at.replace(microsecond=0)
