"""Changes of many chosen rows at once: all of them or none, and undone together."""

from collections.abc import Callable, Collection

from django.db import transaction
from django.utils.translation import gettext as _

from markets.wording import worded
from portfolios.models import Account, Portfolio, Transaction, TransactionRevision
from portfolios.services.books.books import ledger_changed
from portfolios.services.books.changes import Touched, touched_by
from portfolios.services.errors import Refused, RowsRefused
from portfolios.services.ledger.revisions import as_json, new_revision
from portfolios.services.ledger.transactions import put_back, replace_transactions
from portfolios.services.locks import hold_portfolio, in_one_go

MOST_ROWS, MOST_TAGS = 200, 50
MAX_TAG = Transaction._meta.get_field("tags").base_field.max_length


@in_one_go
def delete_rows(portfolio: Portfolio, keys: Collection[int], *, user) -> list[int]:
    """Delete rows; returns the keys of the revisions that bring them back."""
    portfolio = hold_portfolio(portfolio.pk)
    rows = _chosen(portfolio, keys)
    revisions = TransactionRevision.objects.bulk_create(
        new_revision(row, action="deleted", user=user, before=as_json(row), after=None)
        for row in rows
    )
    touched = touched_by(rows, tracks_cash=portfolio.tracks_cash)
    Transaction.objects.filter(pk__in=[row.pk for row in rows]).delete()
    ledger_changed(portfolio, touched)
    return [revision.pk for revision in revisions]


def move_rows(portfolio: Portfolio, keys: Collection[int], *, account: Account, user) -> list[int]:
    """Put rows into another account; returns the keys of their revisions."""
    return _change(portfolio, keys, user=user, columns=lambda row: {"account": account})


def tag_rows(portfolio: Portfolio, keys: Collection[int], *, tag: str, user) -> list[int]:
    """Add a tag to rows that do not have it; returns the keys of their revisions."""
    tag = " ".join(tag.split())
    if not tag or len(tag) > MAX_TAG or ";" in tag or not tag.isprintable():
        raise Refused(_("A tag has 1 to {most} characters and no semicolon.").format(most=MAX_TAG))
    return _change(portfolio, keys, user=user, columns=lambda row: _tagged(row, tag))


def _tagged(row: Transaction, tag: str) -> dict:
    if tag in row.tags:
        return {}
    if len(row.tags) >= MOST_TAGS:
        raise Refused(_("A transaction has at most {most} tags.").format(most=MOST_TAGS))
    return {"tags": [*row.tags, tag]}


@in_one_go
def undo_revisions(portfolio: Portfolio, keys: Collection[int]) -> int:
    """Undo changes of several rows, all or none; returns how many. Raises `Refused`."""
    portfolio = hold_portfolio(portfolio.pk)
    revisions = list(
        portfolio.revisions.select_for_update(of=["self"])
        .select_related("portfolio").filter(pk__in=keys).order_by("-pk")
    )  # fmt: skip
    if not revisions or len(revisions) != len(set(keys)):
        raise Refused(_("There is nothing to undo any more."))
    touched = Touched()
    with transaction.atomic():
        for revision in revisions:
            touched |= put_back(revision)
    ledger_changed(portfolio, touched)
    return len(revisions)


@in_one_go
def _change(
    portfolio: Portfolio, keys: Collection[int], *, user, columns: Callable[[Transaction], dict]
) -> list[int]:
    portfolio = hold_portfolio(portfolio.pk)
    rows = _chosen(portfolio, keys)
    changes = {
        row.pk: changed for row in rows if (changed := columns(row)) and _differs(row, changed)
    }
    if not changes:
        raise Refused(_("The rows are so already."))
    try:
        replace_transactions(portfolio, changes, user=user)
    except RowsRefused as refused:
        place, faults = next(iter(refused.rows.items()))
        row = next(one for one in rows if one.pk == [*changes][place])
        said = " ".join(worded(message) for messages in faults.values() for message in messages)
        day = row.executed_at.astimezone(portfolio.zone).date()
        message = _("Nothing was changed. {type} of {day}: {why}")
        raise Refused(message.format(type=row.get_type_display(), day=day, why=said)) from None
    made = portfolio.revisions.filter(transaction_id__in=changes, undone_at=None)
    latest = made.order_by("transaction_id", "-pk").distinct("transaction_id")
    return sorted(latest.values_list("pk", flat=True))


def _differs(row: Transaction, columns: dict) -> bool:
    return any(getattr(row, name) != value for name, value in columns.items())


def _chosen(portfolio: Portfolio, keys: Collection[int]) -> list[Transaction]:
    """The rows, held. Raises `Refused` for none, too many, or one that is not there."""
    if not keys:
        raise Refused(_("Choose some rows first."))
    if len(keys) > MOST_ROWS:
        raise Refused(_("At most {most} rows are changed at once.").format(most=MOST_ROWS))
    rows = portfolio.transactions.select_for_update(of=["self"]).select_related("account")
    found = list(rows.filter(pk__in=keys).order_by("pk"))
    if len(found) != len(set(keys)):
        raise Refused(_("Some of these rows are not there any more."))
    return found
