"""Rows whose id the ledger knows with other content, or that were deleted there by hand."""

import json
from decimal import Decimal

import pytest

from portfolios.models import TransactionRevision
from portfolios.services.ledger.imports.answers import Answers
from portfolios.services.ledger.imports.commit import undo_import
from portfolios.services.ledger.imports.stored import as_json, from_json
from portfolios.services.ledger.transactions import change_transaction, delete_transaction
from tests.factories import make_asset, make_portfolio
from tests.portfolios.services.ledger.imports.test_duplicates import (
    counts,
    preview,
    row,
    take,
)

TAKE = Answers(conflicts="take")


@pytest.fixture
def portfolio(alice, db):
    for slug in ("usd", "eur", "bitcoin", "ethereum"):
        make_asset(slug)
    return make_portfolio(alice)


def found(seen) -> list[tuple]:
    return [(one.row.line, one.kind, one.differs, one.stored) for one in seen.conflicts]


def stored(portfolio):
    return portfolio.transactions.get(external_id="a")


@pytest.mark.parametrize(
    ("changed", "differs", "was"),
    [
        ({"sent": "50,USD"}, "sent", "40.2 USD"),
        ({"sent": "40.2,EUR"}, "sent", "40.2 USD"),
        ({"got": "1.5,ETH"}, "received", "1 ETH"),
        ({"got": "1,BTC"}, "received", "1 ETH"),
        ({"fee": "2,USD"}, "fee", "1.3 USD"),
        ({"fee": ","}, "fee", "1.3 USD"),
        ({"at": "2025-12-04T16:07:14Z"}, "date", "2025-12-03T16:07:14+00:00"),
        ({"account": "Other"}, "account", "Ex"),
        ({"kind": "swap", "sent": "40.2,USD"}, "type", "buy"),
    ],
)
def test_other_content_under_a_known_id_is_shown(portfolio, changed, differs, was):
    take(portfolio, row(name="a"))
    new = row("2026-01-01T10:00:00Z", name="b")
    seen = preview(portfolio, row(**{"name": "a", **changed}), new)
    assert found(seen) == [(2, "changed", (differs,), (was,))]
    assert counts(seen) == (1, 1, 0)
    assert seen.can_commit


def test_the_ledger_stays_by_default_and_the_rest_goes_in(portfolio):
    take(portfolio, row(name="a"))
    batch = take(portfolio, row(name="a", got="9,ETH"), row("2026-01-01T10:00:00Z", name="b"))
    assert (batch.created, batch.skipped, batch.replaced) == (1, 1, 0)
    assert stored(portfolio).received_quantity == 1


def test_a_row_taken_replaces_the_transaction_and_leaves_a_revision(portfolio):
    take(portfolio, row(name="a"), row("2025-12-05T16:07:14Z", name="b"))
    before = stored(portfolio)
    file = (
        row(name="a", got="9,BTC", account="New"),
        row("2025-12-05T16:07:14Z", name="b", fee="7,USD"),
    )
    seen = preview(portfolio, *file, answers=Answers(resolutions={"a": "take"}))
    assert (seen.known_count, seen.replaced_count, seen.new_accounts) == (1, 1, ("New",))
    batch = take(portfolio, *file, answers=Answers(resolutions={"a": "take"}))
    assert (batch.created, batch.skipped, batch.replaced) == (0, 1, 1)
    after = stored(portfolio)
    assert (after.pk, after.import_batch_id) == (before.pk, before.import_batch_id)
    assert (after.received_quantity, after.received_asset.slug) == (Decimal(9), "bitcoin")
    assert after.account.name == "New"
    assert portfolio.transactions.get(external_id="b").fee_quantity == Decimal("1.3")
    revision = portfolio.revisions.get()
    assert (revision.action, revision.transaction_id, revision.user) == (
        "changed", before.pk, portfolio.owner,
    )  # fmt: skip
    assert (revision.before["received_quantity"], revision.after["received_quantity"]) == ("1", "9")
    assert not preview(portfolio, *file[:1]).conflicts


def test_what_the_file_leaves_out_stays_in_a_row_that_is_replaced(portfolio):
    take(portfolio, row(name="a"))
    change_transaction(stored(portfolio), user=portfolio.owner, note="mine", tags=["x"])
    assert not preview(portfolio, row(name="a")).conflicts
    take(portfolio, row(name="a", got="9,ETH"), answers=TAKE)
    after = stored(portfolio)
    assert (after.note, after.tags, after.received_quantity) == ("mine", ["x"], 9)


def test_an_edit_by_hand_is_shown_when_the_file_comes_again(portfolio):
    take(portfolio, row(name="a"))
    change_transaction(stored(portfolio), user=portfolio.owner, received_quantity=Decimal(2))
    assert found(preview(portfolio, row(name="a"))) == [(2, "changed", ("received",), ("2 ETH",))]


def test_a_faulty_row_that_is_taken_is_an_error_of_its_line(portfolio):
    take(portfolio, row(name="a"))
    seen = preview(portfolio, row(name="a", got="1,NOPE"), answers=TAKE)
    assert [(error.line, error.field) for error in seen.errors] == [(2, "received_asset")]
    assert not preview(portfolio, row(name="a", got="1,NOPE")).errors


@pytest.mark.parametrize("name", ["a", ""], ids=["with an id", "without one"])
def test_a_row_deleted_by_hand_stays_out_until_it_is_taken(portfolio, name):
    file = (row(name=name), row("2025-12-05T16:07:14Z", name="b"))
    take(portfolio, *file)
    gone = portfolio.transactions.exclude(external_id="b").get()
    revision = delete_transaction(gone, user=portfolio.owner)
    seen = preview(portfolio, *file)
    [conflict] = seen.conflicts
    assert (conflict.kind, conflict.transaction) == ("deleted", revision.transaction_id)
    assert (conflict.deleted_at, conflict.deleted_by) == (revision.at, "alice@example.org")
    assert counts(seen) == (0, 1, 0)
    batch = take(portfolio, *file)
    assert (batch.created, batch.left_out_count) == (0, 1)
    assert "Deleted from the ledger on" in batch.left_out[0][2]
    assert take(portfolio, *file, answers=TAKE).created == 1
    assert not preview(portfolio, *file).conflicts


def test_rows_of_an_undone_import_are_new_again(portfolio):
    batch = take(portfolio, row(name="a"))
    change_transaction(stored(portfolio), user=portfolio.owner, received_quantity=Decimal(2))
    undo_import(batch, user=portfolio.owner)
    assert TransactionRevision.objects.filter(action="deleted").exists()
    seen = preview(portfolio, row(name="a"))
    assert (seen.conflicts, counts(seen)) == ((), (1, 0, 0))


def test_another_portfolio_s_deletions_are_not_met(portfolio, bob):
    take(portfolio, row(name="a"))
    delete_transaction(stored(portfolio), user=portfolio.owner)
    assert not preview(make_portfolio(bob), row(name="a")).conflicts


def test_the_preview_that_a_worker_stores_has_them(portfolio):
    take(portfolio, row(name="a"), row("2025-12-05T16:07:14Z", name="b"))
    delete_transaction(portfolio.transactions.get(external_id="b"), user=portfolio.owner)
    seen = preview(portfolio, row(name="a", got="9,ETH"), row("2025-12-05T16:07:14Z", name="b"))
    assert [one.kind for one in seen.conflicts] == ["changed", "deleted"]
    kept = json.loads(json.dumps(as_json(seen)))
    again = from_json(kept, batch=seen.batch)
    assert (again.conflicts, again.conflict_count) == (seen.conflicts, 2)
    older = {name: one for name, one in kept.items() if "conflict" not in name}
    del older["replaced_count"]
    assert from_json(older, batch=seen.batch).conflicts == ()


def test_a_replacement_left_out_for_its_error_brings_no_account(portfolio):
    take(portfolio, row(name="a"))
    answers = Answers(conflicts="take", leave_out_errors=True)
    file = row(name="a", got="9,NOPE", account="Ghost"), row("2026-01-01T10:00:00Z", name="b")
    seen = preview(portfolio, *file, answers=answers)
    assert (seen.new_accounts, seen.left_out_count) == ((), 1)
    take(portfolio, *file, answers=answers)
    assert not portfolio.accounts.filter(name="Ghost").exists()
    assert stored(portfolio).received_quantity == 1
