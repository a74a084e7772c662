"""Rows entered one by one, or a few: each is validated and audited, and can be undone.

An import has a way of its own (`imports`): it validates by the same rules, writes by COPY, and
its batch is the audit and the undo.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from markets.wording import worded
from portfolios.accounting.core.instants import instant_fault
from portfolios.accounting.core.types import LEGS
from portfolios.accounting.core.validation import validate_entry
from portfolios.models import Portfolio, Transaction, TransactionRevision
from portfolios.selectors.ledger.assets import may_name
from portfolios.selectors.ledger.ledger import entry_of, fiat_ids
from portfolios.services.books.books import ledger_changed
from portfolios.services.books.changes import Touched, touched_by
from portfolios.services.errors import Refused, RowsRefused
from portfolios.services.ledger.revisions import COLUMNS, as_json, new_revision
from portfolios.services.locks import hold, hold_portfolio, in_one_go

BATCH_SIZE = 2000
_ASSETS = tuple(f"{leg}_asset" for leg in LEGS)
ALREADY_THERE = gettext_lazy("A row with this id is in the portfolio already.")


@in_one_go
def record_transaction(portfolio: Portfolio, *, user, **columns) -> Transaction:
    """Add one row. Raises `Refused` naming the fields at fault, and then writes nothing."""
    portfolio = hold_portfolio(portfolio.pk)
    row = Transaction(portfolio=portfolio, **columns)
    _refuse_faults(faults_of(row, portfolio=portfolio, fiat=fiat_ids()))
    _save(row, insert=True)
    new_revision(row, action="created", user=user, before=None, after=as_json(row)).save()
    ledger_changed(portfolio, touched_by([row], tracks_cash=portfolio.tracks_cash))
    return row


@in_one_go
def record_transactions(
    portfolio: Portfolio, rows: Sequence[Transaction], *, user, audited: bool = True
) -> list[Transaction]:
    """Add many rows or none. Raises `RowsRefused` with the faults of each row, by index.

    `audited=False` leaves the revisions out: for the demo, whose rows nobody entered.
    """
    portfolio = hold_portfolio(portfolio.pk)
    fiat = fiat_ids()
    refused = {}
    for index, row in enumerate(rows):
        row.portfolio = portfolio
        if faults := faults_of(row, portfolio=portfolio, fiat=fiat):
            refused[index] = faults
    refused |= _repeated_ids(portfolio, rows)
    if refused:
        raise RowsRefused(refused)
    saved = Transaction.objects.bulk_create(rows, batch_size=BATCH_SIZE)
    if audited:
        TransactionRevision.objects.bulk_create(
            [
                new_revision(row, action="created", user=user, before=None, after=as_json(row))
                for row in saved
            ],
            batch_size=BATCH_SIZE,
        )
    ledger_changed(portfolio, touched_by(saved, tracks_cash=portfolio.tracks_cash))
    return saved


@in_one_go
def change_transaction(row: Transaction, *, user, **columns) -> Transaction:
    """Put other values into a row; what stood there before is recorded."""
    row = hold(row, "portfolio")
    before, touched = as_json(row), _touched(row)
    for name, value in columns.items():
        setattr(row, name, value)
    _refuse_faults(faults_of(row, portfolio=row.portfolio, fiat=fiat_ids()))
    after = as_json(row)
    if after == before:
        return row
    _save(row)
    new_revision(row, action="changed", user=user, before=before, after=after).save()
    ledger_changed(row.portfolio, touched | _touched(row))
    return row


@in_one_go
def replace_transactions(
    portfolio: Portfolio, changes: Mapping[int, Mapping[str, Any]], *, user
) -> None:
    """Put other values into many rows, by their keys, or into none; each keeps its revision.

    Columns are named as in a revision. Raises `RowsRefused` with the faults of each row, by its
    place among the changes, and `Refused` where a row is gone.
    """
    portfolio = hold_portfolio(portfolio.pk)
    fiat = fiat_ids()
    rows = portfolio.transactions.select_related("account", "to_account").in_bulk(changes)
    if rows.keys() != changes.keys():
        raise Refused(_("The ledger changed in the meantime: preview the file again."))
    touched = touched_by(rows.values(), tracks_cash=portfolio.tracks_cash)
    before = {pk: as_json(row) for pk, row in rows.items()}
    refused = {}
    for place, (pk, columns) in enumerate(changes.items()):
        row = rows[pk]
        row.portfolio, row.updated_at = portfolio, timezone.now()
        for name, value in columns.items():
            setattr(row, name, value)
        if faults := faults_of(row, portfolio=portfolio, fiat=fiat):
            refused[place] = faults
    if refused:
        raise RowsRefused(refused)
    columns = [name.removesuffix("_id") for name in COLUMNS if name != "external_id"]
    Transaction.objects.bulk_update(rows.values(), [*columns, "updated_at"], batch_size=BATCH_SIZE)
    TransactionRevision.objects.bulk_create(
        [
            new_revision(row, action="changed", user=user, before=before[pk], after=as_json(row))
            for pk, row in rows.items()
        ],
        batch_size=BATCH_SIZE,
    )
    touched |= touched_by(rows.values(), tracks_cash=portfolio.tracks_cash)
    ledger_changed(portfolio, touched)


@in_one_go
def delete_transaction(row: Transaction, *, user) -> TransactionRevision:
    """Take a row out of the ledger; the revision returned can bring it back."""
    row = hold(row, "portfolio")
    revision = new_revision(row, action="deleted", user=user, before=as_json(row), after=None)
    revision.save()
    touched = _touched(row)
    row.delete()
    ledger_changed(revision.portfolio, touched)
    return revision


@in_one_go
def undo_revision(revision: TransactionRevision, *, user) -> None:
    """Put a row back as it stood before a change: the last one made to it, or `Refused`."""
    revision = hold(revision, "portfolio")
    ledger_changed(revision.portfolio, put_back(revision))


def put_back(revision: TransactionRevision) -> Touched:
    """Undo a change within a write that holds its portfolio; returns what it touches."""
    siblings = TransactionRevision.objects.filter(
        portfolio=revision.portfolio_id, transaction_id=revision.transaction_id
    )
    if revision.undone_at or siblings.filter(pk__gt=revision.pk, undone_at=None).exists():
        raise Refused(_("The row was changed again since: undo the later change first."))
    row = Transaction.objects.filter(pk=revision.transaction_id).first()
    touched = _touched(row) if row else Touched()
    if revision.action == TransactionRevision.Action.CREATED:
        row.delete()
    else:
        touched |= _touched(_restore(row, revision))
    revision.undone_at = timezone.now()
    revision.save(update_fields=["undone_at"])
    return touched


def _restore(row: Transaction | None, revision: TransactionRevision) -> Transaction:
    columns = dict(revision.before)
    columns["executed_at"] = datetime.fromisoformat(columns["executed_at"])
    insert = row is None
    if insert:
        row = Transaction(pk=revision.transaction_id, portfolio_id=revision.portfolio_id)
    for name in COLUMNS:
        setattr(row, name, columns[name])
    try:
        row.clean_fields(exclude=["external_id", "note", "label", "tags"])
    except ValidationError as error:
        # All that a row once said is valid still, but for what has been deleted since.
        raise Refused({name: [_gone(name)] for name in error.error_dict}) from None
    _refuse_faults(faults_of(row, portfolio=revision.portfolio, fiat=fiat_ids()))
    _save(row, insert=insert)
    if insert and "created_at" in columns:
        row.created_at = datetime.fromisoformat(columns["created_at"])
        Transaction.objects.filter(pk=row.pk).update(created_at=row.created_at)
    return row


def _gone(column: str) -> str:
    if column.endswith("account"):
        return _("Its account was deleted since.")
    return _("Its asset was deleted since.")


def _touched(row: Transaction) -> Touched:
    return touched_by([row], tracks_cash=row.portfolio.tracks_cash)


def faults_of(row: Transaction, *, portfolio: Portfolio, fiat) -> dict[str, list[str]]:
    """What is wrong with a row, by field; empty where it can be recorded."""
    faults = defaultdict(list)
    if row.executed_at is None:
        return {"executed_at": [_("A row needs its date and time.")]}
    for field, message in validate_entry(entry_of(row), fiat=fiat):
        faults[field].append(worded(message))
    if row.executed_at.tzinfo is not None:
        fault = instant_fault(row.executed_at, now=timezone.now())
        if fault:
            faults["executed_at"].append(_("The date {fault}.").format(fault=worded(fault)))
    for field in ("account", "to_account"):
        account = getattr(row, field, None) if getattr(row, f"{field}_id") else None
        if account is not None and account.portfolio_id != portfolio.pk:
            faults[field].append(_("There is no such account in this portfolio."))
    for field in _ASSETS:
        # What names an asset by its key alone has looked it up among the portfolio's.
        if Transaction._meta.get_field(field).is_cached(row):
            asset = getattr(row, field)
            if asset is not None and not may_name(portfolio, asset):
                faults[field].append(_("There is no such asset in this portfolio."))
    return dict(faults)


def _refuse_faults(faults: dict[str, list[str]]) -> None:
    if faults:
        raise Refused(faults)


def _repeated_ids(portfolio: Portfolio, rows: Sequence[Transaction]) -> dict:
    """Rows whose external id stands in the ledger already, or earlier among the rows."""
    ids = [row.external_id for row in rows if row.external_id]
    taken = set(
        portfolio.transactions.filter(external_id__in=ids).values_list("external_id", flat=True)
    )
    repeated = {}
    for index, row in enumerate(rows):
        if row.external_id and row.external_id in taken:
            repeated[index] = {"external_id": [str(ALREADY_THERE)]}
        taken.add(row.external_id)
    return repeated


def _save(row: Transaction, *, insert: bool = False) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=insert)
    except IntegrityError as error:
        if "transaction_external_id_once" in str(error):
            raise Refused({"external_id": [str(ALREADY_THERE)]}) from None
        raise
