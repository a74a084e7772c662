"""Rows of a file that the ledger holds with other content under their id, or that were deleted.

Neither is a new row, and neither may pass without a word: what the ledger says stays, unless the
file's row is chosen.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from markets.wording import sentence
from portfolios.importers.base import ParsedRow, RowError
from portfolios.importers.identity import account_key
from portfolios.models import Portfolio, TransactionRevision
from portfolios.selectors.ledger.assets import assets_of
from portfolios.selectors.ledger.exports import pk_of_exported
from portfolios.services.ledger.imports.answers import Answers
from portfolios.services.ledger.imports.deletions import find_deleted
from portfolios.services.ledger.imports.differences import FIELDS, differences, stored_rows
from portfolios.services.ledger.imports.symbols import Symbols, resolve_symbols

KEEP, TAKE = "keep", "take"
RESOLUTIONS = (KEEP, TAKE)
CHANGED, DELETED = "changed", "deleted"


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
        """What differs, with what the ledger says of it."""
        return list(zip(self.differs, self.stored, strict=True))

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
    found = [
        _deleted(row, revision)
        for row, revision in find_deleted(
            portfolio, (row for row in rows if row.external_id not in by_id)
        )
    ]
    if known:
        symbols = resolve_symbols(
            known, answers=answers.meanings, zone=portfolio.zone, among=assets_of(portfolio)
        )
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
    by_pk, by_external = stored_rows(portfolio, by_id)
    found = []
    for row in rows:
        known_as = by_id[row.external_id]
        stored = (
            by_external.get(known_as) if known_as else by_pk.get(pk_of_exported(row.external_id))
        )
        if stored is None:
            continue
        differs = dict(differences(row, stored, symbols=symbols, unsaid=unsaid))
        if differs:
            found.append(
                Conflict(row, stored["pk"], CHANGED, tuple(differs), tuple(differs.values()))
            )
    return found


def left_out_by_choice(conflicts: Iterable[Conflict], *, day_of) -> Iterator[RowError]:
    """The deleted rows that stay out, with the reason."""
    for one in conflicts:
        if one.kind == DELETED and one.stands:
            day = day_of(one.deleted_at)
            message = sentence("Deleted from the ledger on {day}.", day=day)
            if one.deleted_by:
                message = sentence(
                    "Deleted from the ledger on {day} by {user}.", day=day, user=one.deleted_by
                )
            yield RowError(one.row.line, "", message)


def columns_to_replace(conflict: Conflict, values: Mapping[str, Any]) -> dict[str, Any]:
    """What of a row's columns goes into the transaction: those that differ."""
    return {name: values[name] for field in conflict.differs for name in FIELDS[field]}


def _deleted(row: ParsedRow, revision: TransactionRevision) -> Conflict:
    return Conflict(
        row,
        revision.transaction_id,
        DELETED,
        deleted_at=revision.at,
        deleted_by=str(revision.user or ""),
    )
