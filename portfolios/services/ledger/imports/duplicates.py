"""Compares the rows of a file with a ledger's, so that none is taken twice."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from portfolios.accounting.core.entries import Entry
from portfolios.importers.base import ParsedRow
from portfolios.importers.duplicates import (
    Incoming,
    Match,
    Standing,
    cut_of,
    find_suspects,
    has_own_id,
    take_same,
)
from portfolios.importers.identity import account_key
from portfolios.models import Portfolio
from portfolios.selectors.ledger.exports import pk_of_exported
from portfolios.selectors.ledger.ledger import ledger_entries

_DAY = timedelta(days=1)
SAME, DIFFERENT = "same", "different"
VERDICTS = (SAME, DIFFERENT)


@dataclass(frozen=True, slots=True)
class Suspect:
    """A row that may be another one: a transaction of the ledger, or a line of the file.

    `differs` names the columns that are not the same: date, type, account, fee; or id. `said`
    is what was answered of it, `verdict` also what was answered of all: "same", "different" or "".
    """

    row: ParsedRow
    transaction: int | None
    line: int | None
    executed_at: datetime
    type: str
    account: str
    differs: tuple[str, ...]
    said: str = ""
    verdict: str = ""

    @property
    def key(self) -> str:
        """What a verdict on it goes by: the row's id, which no other row of the file has."""
        return self.row.external_id


def ids_in_ledger(portfolio: Portfolio, *, rows: Iterable[ParsedRow]) -> dict[str, str]:
    """The rows that the ledger holds by their id: a row's id → that in the ledger.

    A row that this portfolio exported is known by its key; its id in the ledger is empty then.
    """
    rows = tuple(rows)
    names = {row.external_id for row in rows} | {row.former_id for row in rows} - {""}
    ledger = portfolio.transactions.order_by()
    taken = set(ledger.filter(external_id__in=names).values_list("external_id", flat=True))
    known = {row.external_id: row.former_id for row in rows if row.former_id in taken}
    known |= {row.external_id: row.external_id for row in rows if row.external_id in taken}
    exported = {row.external_id: pk for row in rows if (pk := pk_of_exported(row.external_id))}
    if exported:
        stamps = dict(ledger.filter(pk__in=exported.values()).values_list("pk", "created_at"))
        known |= {
            name: "" for name, pk in exported.items()
            if pk in stamps and pk_of_exported(name, created_at=stamps[pk])
        }  # fmt: skip
    return known


def find_known(
    portfolio: Portfolio,
    incoming: list[Incoming],
    *,
    source: str,
    instants: Iterable[datetime],
    by_id: Mapping[str, str],
) -> tuple[set[str], list[Suspect]]:
    """The ids of rows that the ledger holds for certain, and the rows that it may hold.

    `source` is the file's format, `instants` are those of all its rows, `by_id` are the rows that
    were known by their id. Four queries, for any size of the two.
    """
    if not incoming:
        return set(), []
    zone = portfolio.zone
    cut = cut_of(instants, zone=zone)
    names = dict(portfolio.accounts.values_list("pk", "name"))
    standing = _ledger(portfolio, incoming, by_id=by_id, names=names)
    known = take_same(incoming, standing, source=source) if standing else set()
    left = [one for one in incoming if one.row.external_id not in known]
    matches = list(find_suspects(left, standing, source=source, cut=cut, zone=zone))
    beside = [Standing(one.entry, source, cut) for one in left if has_own_id(one.row)]
    if beside and len(beside) < len(left):
        doubted = {match.row.external_id for match in matches}
        rest = [
            one for one in left
            if not has_own_id(one.row) and one.row.external_id not in doubted
        ]  # fmt: skip
        matches += find_suspects(rest, beside, source=source, cut=cut, zone=zone)
    spelt = {account_key(name): name for name in names.values()}
    suspects = [_suspect(match, spelt=spelt) for match in matches]
    return known, sorted(suspects, key=lambda suspect: suspect.row.line)


def _suspect(match: Match, *, spelt: Mapping[str, str]) -> Suspect:
    other = match.other
    account = str(other.account)
    return Suspect(
        row=match.row,
        transaction=None if other.line is not None else other.id,
        line=other.line,
        executed_at=other.at,
        type=other.type.value,
        account=spelt.get(account, account),
        differs=match.differs,
    )


def _ledger(
    portfolio: Portfolio,
    incoming: list[Incoming],
    *,
    by_id: Mapping[str, str],
    names: Mapping[int, str],
) -> list[Standing]:
    """The rows of the file's time that no row of the file stands for yet."""
    zone = portfolio.zone
    instants = [one.entry.at for one in incoming]
    span = Q(executed_at__gte=min(instants) - _DAY, executed_at__lte=max(instants) + _DAY)
    rows = portfolio.transactions.order_by().filter(span)
    batches = dict(rows.values_list("pk", "import_batch_id"))
    if not batches:
        return []
    formats = dict(portfolio.import_batches.order_by().values_list("pk", "format"))
    keys: dict[int, Hashable] = {pk: account_key(name) for pk, name in names.items()}
    claimed = set(by_id.values()) - {""}
    exported = {pk_of_exported(name) for name, ledger_id in by_id.items() if not ledger_id}
    by_batch: dict[int | None, list[Entry]] = defaultdict(list)
    for entry in ledger_entries(portfolio, accounts=keys, only_rows=span):
        by_batch[batches.get(entry.id)].append(entry)
    standing = []
    for batch, entries in by_batch.items():
        # What people wrote by hand is each as exact as it was written.
        together = cut_of((one.at for one in entries), zone=zone) if batch else None
        standing += [
            Standing(one, formats.get(batch, ""), together or cut_of([one.at], zone=zone))
            for one in entries
            if one.external_id not in claimed and one.id not in exported
        ]
    return standing
