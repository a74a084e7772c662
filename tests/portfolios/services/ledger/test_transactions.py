from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portfolios.models import Transaction, TransactionRevision
from portfolios.selectors.ledger.exports import transactions_csv
from portfolios.services.assets.own import create_own_asset, delete_own_asset
from portfolios.services.books.books import rebuild_books
from portfolios.services.errors import Refused, RowsRefused
from portfolios.services.ledger.accounts import create_account, delete_account
from portfolios.services.ledger.imports.commit import preview_import
from portfolios.services.ledger.transactions import (
    change_transaction,
    delete_transaction,
    record_transaction,
    record_transactions,
    undo_revision,
)
from tests.factories import buy, days_ago, make_asset, make_portfolio

HUGE = Decimal("9" * 30 + "." + "9" * 18)


def columns(portfolio, **changes):
    return {
        "type": "buy", "account": portfolio.accounts.first(), "executed_at": days_ago(3),
        "sent_asset": make_asset("usd"), "sent_quantity": Decimal(100),
        "received_asset": make_asset("bitcoin"), "received_quantity": Decimal("0.01"),
    } | changes  # fmt: skip


@pytest.fixture
def as_alice_posts(client, alice):
    """Posts to a page, and gives what the next one says."""
    client.force_login(alice)

    def post(name, *keys):
        page = client.post(reverse(f"portfolios:{name}", args=keys), follow=True)
        assert page.status_code == 200
        return " ".join(str(message) for message in page.context["messages"])

    return post


def test_a_row_is_kept_with_who_added_it(portfolio, alice):
    row = record_transaction(portfolio, user=alice, **columns(portfolio))
    revision = TransactionRevision.objects.get(transaction_id=row.pk)
    assert (revision.user, revision.action, revision.before) == (alice, "created", None)
    assert revision.after["received_quantity"] == "0.01"


def test_the_largest_quantity_with_every_digit_is_kept_exactly(portfolio, alice):
    row = record_transaction(portfolio, user=alice, **columns(portfolio, received_quantity=HUGE))
    assert Transaction.objects.get(pk=row.pk).received_quantity == HUGE


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"received_quantity": Decimal("-1")}, "received_quantity"),
        ({"received_quantity": Decimal("NaN")}, "received_quantity"),
        ({"received_quantity": Decimal("Infinity")}, "received_quantity"),
        ({"received_quantity": Decimal("1e-19")}, "received_quantity"),
        ({"received_quantity": Decimal("1e30")}, "received_quantity"),
        ({"received_quantity": Decimal(0)}, "received_quantity"),
        ({"received_quantity": None, "received_asset": None}, "received_quantity"),
        ({"executed_at": datetime(1970, 1, 1, tzinfo=UTC)}, "executed_at"),
        ({"executed_at": datetime(2100, 1, 1, tzinfo=UTC)}, "executed_at"),
        ({"executed_at": None}, "executed_at"),
    ],
)
def test_bad_input_is_refused_by_field_and_nothing_is_written(portfolio, alice, change, field):
    with pytest.raises(Refused) as refusal:
        record_transaction(portfolio, user=alice, **columns(portfolio, **change))
    assert field in refusal.value.errors
    assert not Transaction.objects.exists()
    assert not TransactionRevision.objects.exists()


def test_an_account_of_another_portfolio_is_refused(portfolio, alice, charlie):
    theirs = make_portfolio(charlie, name="Charlie's").accounts.first()
    with pytest.raises(Refused) as refusal:
        record_transaction(portfolio, user=alice, **columns(portfolio, account=theirs))
    assert "account" in refusal.value.errors


def test_the_same_external_id_twice_is_refused(portfolio, alice):
    record_transaction(portfolio, user=alice, **columns(portfolio, external_id="x1"))
    with pytest.raises(Refused) as refusal:
        record_transaction(portfolio, user=alice, **columns(portfolio, external_id="x1"))
    assert "external_id" in refusal.value.errors
    assert Transaction.objects.count() == 1


def test_of_many_rows_one_fault_refuses_all_by_index(portfolio, alice):
    rows = [Transaction(**columns(portfolio, external_id=str(n))) for n in range(5)]
    rows[3].received_quantity = Decimal(-1)
    rows[4].external_id = "0"
    with pytest.raises(RowsRefused) as refusal:
        record_transactions(portfolio, rows, user=alice)
    assert refusal.value.rows.keys() == {3, 4}
    assert not Transaction.objects.exists()


def test_many_rows_take_as_many_queries_as_a_few(portfolio, alice):
    def queries(count, start):
        rows = [Transaction(**columns(portfolio, external_id=f"{start}-{n}")) for n in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as captured:
            record_transactions(portfolio, rows, user=alice)
        return len(captured)

    assert queries(3, "a") == queries(300, "b")


def test_a_change_keeps_what_stood_there_before_and_can_be_undone(portfolio, alice):
    row = record_transaction(portfolio, user=alice, **columns(portfolio))
    change_transaction(row, user=alice, sent_quantity=Decimal(120), note="corrected")
    revision = TransactionRevision.objects.get(action="changed")
    assert revision.before["sent_quantity"] == "100"
    undo_revision(revision, user=alice)
    row.refresh_from_db()
    assert (row.sent_quantity, row.note) == (Decimal(100), "")


def test_a_change_that_changes_nothing_leaves_no_trace(portfolio, alice):
    row = record_transaction(portfolio, user=alice, **columns(portfolio))
    version = type(portfolio).objects.get(pk=portfolio.pk).ledger_version
    change_transaction(row, user=alice, sent_quantity=Decimal("100"))
    assert TransactionRevision.objects.count() == 1
    assert type(portfolio).objects.get(pk=portfolio.pk).ledger_version == version


def test_a_deleted_row_comes_back_the_same(portfolio, alice):
    row = record_transaction(
        portfolio, user=alice, **columns(portfolio, tags=["dca"], note="first", external_id="e")
    )
    before = Transaction.objects.filter(pk=row.pk).values().get()
    revision = delete_transaction(row, user=alice)
    assert not Transaction.objects.exists()
    undo_revision(revision, user=alice)
    after = Transaction.objects.filter(pk=row.pk).values().get()
    moving = {"created_at", "updated_at"}
    assert {k: v for k, v in after.items() if k not in moving} == {
        k: v for k, v in before.items() if k not in moving
    }


def test_an_undo_waits_for_later_changes_to_be_undone_first(portfolio, alice):
    row = record_transaction(portfolio, user=alice, **columns(portfolio))
    created = TransactionRevision.objects.get()
    change_transaction(row, user=alice, note="later")
    with pytest.raises(Refused, match="later change first"):
        undo_revision(created, user=alice)
    undo_revision(TransactionRevision.objects.get(action="changed"), user=alice)
    undo_revision(created, user=alice)
    assert not Transaction.objects.exists()


def test_one_undo_is_not_done_twice(portfolio, alice):
    row = record_transaction(portfolio, user=alice, **columns(portfolio))
    revision = delete_transaction(row, user=alice)
    undo_revision(revision, user=alice)
    with pytest.raises(Refused):
        undo_revision(revision, user=alice)
    assert Transaction.objects.count() == 1


def test_a_row_a_few_hours_ahead_of_our_clock_is_taken(portfolio, alice):
    soon = timezone.now() + timedelta(hours=3)
    assert record_transaction(portfolio, user=alice, **columns(portfolio, executed_at=soon)).pk


def test_the_factory_records_through_the_service(portfolio):
    buy(portfolio, "bitcoin", "0.5", dollars="20000")
    assert TransactionRevision.objects.count() == 1


def test_a_row_that_was_brought_back_is_still_the_one_that_was_exported(portfolio, alice):
    row = record_transaction(portfolio, user=alice, **columns(portfolio))
    exported = "".join(transactions_csv(portfolio)).encode()
    undo_revision(delete_transaction(row, user=alice), user=alice)
    seen = preview_import(portfolio, user=alice, filename="export.csv", content=exported)
    assert (seen.new_count, seen.known_count, seen.recognised_count) == (0, 1, 0)


def test_a_row_cannot_come_back_to_what_was_deleted_since(portfolio, alice, as_alice_posts):
    """Its account, and an own asset that it named: each is said by its field, on the page too."""
    account = create_account(portfolio, name="Temporary")
    own = create_own_asset(portfolio, name="Shed", symbol="SHED", user=alice)
    row = record_transaction(
        portfolio, user=alice, **columns(portfolio, account=account, received_asset=own.asset)
    )
    deleted = delete_transaction(row, user=alice)
    rebuild_books(portfolio.pk)
    delete_account(account)
    delete_own_asset(own)
    with pytest.raises(Refused) as refusal:
        undo_revision(deleted, user=alice)
    assert refusal.value.errors.keys() == {"account", "received_asset"}
    said = as_alice_posts("undo", portfolio.pk, deleted.pk)
    assert "Its account was deleted since." in said
    assert not portfolio.transactions.exists()


def test_a_change_is_not_undone_to_an_account_that_is_gone(portfolio, alice):
    account = create_account(portfolio, name="Temporary")
    row = record_transaction(portfolio, user=alice, **columns(portfolio, account=account))
    main = portfolio.accounts.get(name="Main")
    change_transaction(row, user=alice, account=main)
    delete_account(account)
    with pytest.raises(Refused, match="account: Its account was deleted since"):
        undo_revision(TransactionRevision.objects.get(action="changed"), user=alice)
    row.refresh_from_db()
    assert row.account == main
