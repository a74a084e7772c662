"""Files into a portfolio and out again: preview, commit, undo, export."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from markets.models import Asset
from portfolios.models import Account, ImportBatch, Portfolio, Transaction, TransactionRevision
from portfolios.selectors.ledger.exports import transactions_csv
from portfolios.services.errors import Refused
from portfolios.services.ledger.imports import batches
from portfolios.services.ledger.imports.answers import Answers
from portfolios.services.ledger.imports.batches import forget_previews
from portfolios.services.ledger.imports.commit import (
    commit_import,
    preview_batch,
    preview_import,
    undo_import,
)
from portfolios.services.ledger.imports.plan import plan_import
from portfolios.services.ledger.imports.rows import AccountNames, incoming_rows
from portfolios.services.ledger.imports.symbols import resolve_symbols
from tests.portfolios.importers.texts import deposit, tidemark

BUY = "2024-01-31 10:00,buy,Cold,,100,EUR,0.002,BTC,0.5,EUR,,,first,a note,id-1"
MOVE = "2024-02-01,transfer,Cold,Hot,0.002,BTC,0.0019,BTC,,,,,,,id-2"


def asset(slug, symbol, *, kind="coin", rank=None):
    found, _ = Asset.objects.get_or_create(
        slug=slug, defaults={"symbol": symbol, "name": slug.title(), "kind": kind, "rank": rank}
    )
    return found


@pytest.fixture
def assets(db):
    listed = [
        asset("usd", "USD", kind="fiat"),
        asset("eur", "EUR", kind="fiat"),
        asset("bitcoin", "BTC", rank=1),
        asset("ethereum", "ETH", rank=2),
    ]
    return {one.symbol: one for one in listed}


@pytest.fixture
def portfolio(alice, assets):
    return Portfolio.objects.create(owner=alice, name="Savings", currency=assets["USD"])


def preview(portfolio, text, **options):
    content = text if isinstance(text, bytes) else text.encode()
    return preview_import(
        portfolio, user=portfolio.owner, filename="ledger.csv", content=content, **options
    )


def take(portfolio, text, **options):
    return commit_import(preview(portfolio, text, **options).batch)


def test_a_preview_writes_nothing_but_the_batch(portfolio):
    seen = preview(portfolio, tidemark(BUY, MOVE))
    assert (seen.format, seen.format_title) == ("tidemark", "Tidemark CSV")
    assert (seen.new_count, seen.known_count, seen.error_count) == (2, 0, 0)
    assert seen.new_accounts == ("Cold", "Hot")
    assert (seen.first_at.day, seen.last_at.day) == (31, 1)
    assert seen.can_commit
    assert seen.batch.status == ImportBatch.Status.PREVIEWED
    assert not Transaction.objects.exists()
    assert not Account.objects.exists()


def test_a_commit_writes_every_column(portfolio, assets):
    batch = take(portfolio, tidemark(BUY, MOVE))
    first, second = portfolio.transactions.order_by("executed_at")
    assert (first.sent_asset, first.sent_quantity) == (assets["EUR"], 100)
    assert (first.received_asset, first.received_quantity) == (assets["BTC"], Decimal("0.002"))
    assert (first.fee_asset, first.fee_quantity) == (assets["EUR"], Decimal("0.5"))
    assert (first.label, first.note, first.external_id) == ("first", "a note", "id-1")
    assert first.import_batch == batch
    assert (second.account.name, second.to_account.name) == ("Cold", "Hot")
    assert (batch.status, batch.created, batch.skipped) == ("committed", 2, 0)


def test_the_same_file_twice_changes_nothing(portfolio):
    text = tidemark(BUY, deposit(), deposit())
    take(portfolio, text)
    again = preview(portfolio, text)
    assert (again.new_count, again.known_count) == (0, 3)
    batch = commit_import(again.batch)
    assert (batch.created, batch.skipped) == (0, 3)
    assert portfolio.transactions.count() == 3


def test_the_same_rows_in_another_portfolio_are_new(portfolio, bob, assets):
    text = tidemark(BUY)
    take(portfolio, text)
    other = Portfolio.objects.create(owner=bob, name="His", currency=assets["USD"])
    assert take(other, text).created == 1


def test_a_longer_export_of_the_same_books_brings_only_what_is_new(portfolio):
    take(portfolio, tidemark(BUY, deposit()))
    assert take(portfolio, tidemark(BUY, deposit(), MOVE)).created == 1


def test_a_file_with_an_error_is_refused_whole(portfolio):
    seen = preview(portfolio, tidemark(BUY, deposit("NaN")))
    assert not seen.can_commit
    with pytest.raises(Refused, match="Line 3"):
        commit_import(seen.batch)
    assert not portfolio.transactions.exists()
    assert not portfolio.accounts.exists()


def test_the_portfolio_s_time_zone_reads_times_without_one(portfolio):
    portfolio.time_zone = "Asia/Tokyo"
    portfolio.save()
    take(portfolio, tidemark(BUY))
    assert portfolio.transactions.get().executed_at.hour == 1


def test_a_file_that_cannot_be_read_leaves_no_batch(portfolio):
    seen = preview(portfolio, b"\x00\x01binary")
    assert seen.batch is None
    assert "binary" in seen.errors[0].message
    assert not ImportBatch.objects.exists()


def test_an_unknown_symbol_is_an_error_with_its_line(portfolio):
    seen = preview(portfolio, tidemark(deposit(), deposit().replace("BTC", "NOPE")))
    assert seen.unknown_symbols == ("NOPE",)
    assert [(error.line, error.field) for error in seen.errors] == [(3, "received_asset")]
    assert "NOPE" in seen.errors[0].message


class TestASymbolOfSeveralAssets:
    @pytest.fixture(autouse=True)
    def _twins(self, assets):
        self.likely = asset("pepe", "PEPE", rank=30)
        self.other = asset("pepe-classic", "PEPE", rank=900)

    TEXT = tidemark(deposit().replace("BTC", "PEPE"))

    def test_is_asked_and_never_guessed(self, portfolio):
        seen = preview(portfolio, self.TEXT)
        assert seen.ambiguous == {"PEPE": [self.likely, self.other]}
        assert not seen.can_commit
        with pytest.raises(Refused, match="PEPE"):
            commit_import(seen.batch)

    def test_is_what_the_answer_says(self, portfolio):
        seen = preview(portfolio, self.TEXT)
        commit_import(seen.batch, answers=Answers(asset_choices={"PEPE": self.other}))
        assert portfolio.transactions.get().received_asset == self.other

    def test_may_be_answered_in_the_preview(self, portfolio):
        seen = preview(portfolio, self.TEXT)
        answered = preview_batch(seen.batch, answers=Answers(asset_choices={"pepe": self.other}))
        assert answered.can_commit
        commit_import(answered.batch)
        assert portfolio.transactions.get().received_asset == self.other

    def test_is_remembered_for_the_portfolio(self, portfolio):
        take(portfolio, self.TEXT, answers=Answers(asset_choices={"PEPE": self.other}))
        seen = preview(portfolio, self.TEXT.replace('"1"', '"2"'))
        assert seen.assets == {"PEPE": self.other}
        assert seen.can_commit

    def test_can_be_named_by_its_slug(self, portfolio):
        take(portfolio, self.TEXT.replace("PEPE", "pepe-classic"))
        assert portfolio.transactions.get().received_asset == self.other

    def test_is_exported_by_its_slug(self, portfolio):
        take(portfolio, self.TEXT, answers=Answers(asset_choices={"PEPE": self.other}))
        assert "pepe-classic" in "".join(transactions_csv(portfolio))


def test_a_fiat_code_is_the_currency_even_where_a_coin_wears_it(portfolio, assets):
    asset("eur-coin", "EUR", rank=5)
    take(portfolio, tidemark(BUY))
    assert portfolio.transactions.get().sent_asset == assets["EUR"]


def test_an_account_is_known_in_any_case(portfolio):
    cold = Account.objects.create(portfolio=portfolio, name="COLD")
    take(portfolio, tidemark(BUY))
    assert portfolio.transactions.get().account == cold


KOINLY = (
    "Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Fee Amount,Fee Currency,"
    "Net Worth Amount,Net Worth Currency,Label,Description,TxHash\n"
    "2024-01-31 13:45:00 UTC,,,1,ETH,,,2000,USD,airdrop,,\n"
)


def test_rows_without_an_account_go_to_one_named_like_the_source(portfolio):
    assert preview(portfolio, KOINLY).new_accounts == ("Koinly",)
    take(portfolio, KOINLY)
    assert portfolio.transactions.get().account.name == "Koinly"


def test_rows_without_an_account_go_to_the_one_chosen(portfolio):
    chosen = Account.objects.create(portfolio=portfolio, name="Ledger stick")
    take(portfolio, KOINLY, account=chosen)
    row = portfolio.transactions.get()
    assert row.account == chosen
    assert (row.net_worth_amount, row.net_worth_asset.symbol) == (2000, "USD")


def test_an_account_of_another_portfolio_is_refused(portfolio, bob, assets):
    other = Portfolio.objects.create(owner=bob, name="His", currency=assets["USD"])
    foreign = Account.objects.create(portfolio=other, name="Ledger stick")
    with pytest.raises(Refused):
        preview(portfolio, KOINLY, account=foreign)


def test_a_row_lost_to_a_race_undoes_the_whole_commit(portfolio, monkeypatch):
    monkeypatch.setattr(batches, "plan_import", _plan_that_overlooks_the_ledger)
    take(portfolio, tidemark(BUY))
    with pytest.raises(Refused, match="meantime"), transaction.atomic():
        take(portfolio, tidemark(MOVE, BUY))
    assert portfolio.transactions.count() == 1


def _plan_that_overlooks_the_ledger(portfolio, **options):
    plan = plan_import(portfolio, **options)
    symbols = resolve_symbols(
        plan.parsed.rows, answers={}, zone=portfolio.zone, among=Asset.objects.all()
    )
    writes = incoming_rows(plan.parsed.rows, symbols=symbols, names=AccountNames(""))
    return replace(plan, writes=tuple(writes))


def test_a_file_cannot_be_committed_twice(portfolio):
    batch = take(portfolio, tidemark(BUY))
    with pytest.raises(Refused, match="already"):
        commit_import(batch)


def test_a_batch_that_was_taken_cannot_be_answered_any_more(portfolio, assets):
    batch = take(portfolio, tidemark(BUY))
    with pytest.raises(Refused, match="already"):
        preview_batch(batch, answers=Answers(asset_choices={"BTC": assets["ETH"]}))


def test_the_ledger_changes_once_for_a_whole_file(portfolio):
    take(portfolio, tidemark(*(deposit(str(number)) for number in range(1, 30))))
    portfolio.refresh_from_db()
    assert portfolio.ledger_version == 1


class TestUndo:
    def test_removes_exactly_what_the_batch_made(self, portfolio, alice):
        take(portfolio, tidemark(deposit("7")))
        batch = take(portfolio, tidemark(BUY, MOVE))
        assert undo_import(batch, user=alice) == 2
        assert [row.received_quantity for row in portfolio.transactions.all()] == [7]
        assert [account.name for account in portfolio.accounts.all()] == ["Cold wallet"]
        batch.refresh_from_db()
        assert batch.status == ImportBatch.Status.UNDONE

    def test_leaves_an_account_that_something_else_uses(self, portfolio, alice):
        batch = take(portfolio, tidemark(BUY))
        take(portfolio, tidemark(MOVE))
        undo_import(batch, user=alice)
        assert {account.name for account in portfolio.accounts.all()} == {"Cold", "Hot"}

    def test_keeps_what_an_edited_row_said(self, portfolio, alice):
        batch = take(portfolio, tidemark(BUY, MOVE))
        row = portfolio.transactions.get(external_id="id-1")
        TransactionRevision.objects.create(
            portfolio=portfolio, transaction_id=row.pk, action="changed", user=alice
        )
        undo_import(batch, user=alice)
        kept = TransactionRevision.objects.get(action="deleted")
        assert (kept.transaction_id, kept.user) == (row.pk, alice)
        assert kept.before["external_id"] == "id-1"

    def test_cannot_be_done_twice(self, portfolio, alice):
        batch = take(portfolio, tidemark(BUY))
        undo_import(batch, user=alice)
        with pytest.raises(Refused):
            undo_import(batch, user=alice)

    def test_lets_the_file_be_imported_again(self, portfolio, alice):
        undo_import(take(portfolio, tidemark(BUY)), user=alice)
        assert take(portfolio, tidemark(BUY)).created == 1


def test_previews_nobody_took_are_forgotten(portfolio):
    taken = take(portfolio, tidemark(BUY))
    preview(portfolio, tidemark(MOVE))
    assert forget_previews(before=timezone.now() + timedelta(seconds=1)) == 1
    assert list(ImportBatch.objects.all()) == [taken]


@pytest.mark.parametrize("rows", [20, 400])
def test_queries_do_not_grow_with_the_file(portfolio, django_assert_max_num_queries, rows):
    text = tidemark(*(deposit(str(number)) for number in range(1, rows + 1)))
    with django_assert_max_num_queries(10):
        seen = preview(portfolio, text)
    with django_assert_max_num_queries(29):
        commit_import(seen.batch)


class TestExport:
    ROWS = (
        BUY,
        MOVE,
        "2024-02-02T10:00:00.123456Z,fee,Hot,,,,,,0.000000000000000001,BTC,,,,,",
        "2024-02-03,airdrop,=HYPERLINK(),,,,123456789012345678901234567890,ETH,,,0,USD,,"
        '"-note, with\nlines",',
    )

    def books(self, portfolio):
        return [
            (row.type, row.executed_at, row.account.name, row.sent_quantity,
             row.received_quantity, row.fee_quantity, row.net_worth_amount, row.label, row.note)
            for row in portfolio.transactions.order_by("executed_at").select_related("account")
        ]  # fmt: skip

    def test_imports_again_to_the_same_books(self, portfolio, bob, assets):
        take(portfolio, tidemark(*self.ROWS))
        other = Portfolio.objects.create(owner=bob, name="His", currency=assets["USD"])
        take(other, "".join(transactions_csv(portfolio)))
        assert len(self.books(other)) == 4
        assert self.books(other) == self.books(portfolio)

    def test_imports_again_into_the_same_portfolio_as_nothing_new(self, portfolio, assets):
        take(portfolio, tidemark(*self.ROWS))
        Transaction.objects.create(
            portfolio=portfolio, account=portfolio.accounts.first(), type="deposit",
            executed_at=timezone.now() - timedelta(days=1), received_asset=assets["BTC"],
            received_quantity=1,
        )  # fmt: skip
        seen = preview(portfolio, "".join(transactions_csv(portfolio)))
        assert (seen.new_count, seen.known_count, seen.error_count) == (0, 5, 0)

    def test_a_key_of_another_instance_is_not_taken_for_a_row_of_this_one(
        self, portfolio, bob, assets
    ):
        account = Account.objects.create(portfolio=portfolio, name="A")
        row = Transaction.objects.create(
            portfolio=portfolio, account=account, type="deposit", received_asset=assets["BTC"],
            executed_at=timezone.now() - timedelta(days=1), received_quantity=1,
        )  # fmt: skip
        text = tidemark(f"2024-01-31,deposit,A,,,,9,BTC,,,,,,,tidemark:{row.pk}-abc")
        assert preview(portfolio, text).new_count == 1

    def test_text_cannot_run_as_a_formula(self, portfolio):
        take(portfolio, tidemark(*self.ROWS))
        text = "".join(transactions_csv(portfolio))
        assert ",'=HYPERLINK()," in text
        assert '"\'-note, with\nlines"' in text

    def test_tags_come_along(self, portfolio, bob, assets):
        take(portfolio, tidemark(BUY))
        portfolio.transactions.update(tags=["cold", "long term"])
        other = Portfolio.objects.create(owner=bob, name="His", currency=assets["USD"])
        take(other, "".join(transactions_csv(portfolio)))
        assert other.transactions.get().tags == ["cold", "long term"]


def test_a_file_that_begins_with_its_newest_row_is_entered_from_its_end(portfolio):
    at = "2024-02-01 10:00"
    rows = [
        f"{at},swap,Cold,,2,ETH,1,BTC,,,,,,,id-3",
        f"{at},buy,Cold,,100,EUR,2,ETH,,,,,,,id-2",
        "2024-01-31,buy,Cold,,100,EUR,2,ETH,,,,,,,id-1",
    ]
    take(portfolio, tidemark(*rows))
    entered = portfolio.transactions.order_by("pk").values_list("external_id", flat=True)
    assert list(entered) == ["id-1", "id-2", "id-3"]
