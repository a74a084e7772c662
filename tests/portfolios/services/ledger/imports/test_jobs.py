"""Long files in the hands of a worker: one a user at a time, nothing half written."""

import pytest
from django.db import connection

from markets.models import Asset
from markets.postgres.locks import Lock
from portfolios.models import ImportBatch, Portfolio, Transaction
from portfolios.services.errors import Refused
from portfolios.services.ledger.imports import jobs
from portfolios.services.ledger.imports.answers import Answers
from portfolios.services.ledger.imports.batches import plan_of, preview_in
from portfolios.services.ledger.imports.commit import undo_import
from portfolios.services.ledger.imports.preview import preview_of
from tests.factories import make_asset, make_portfolio
from tests.portfolios.importers.texts import deposit, tidemark

TEXT = tidemark(*(deposit(str(number)) for number in range(1, 5)))
NONE = Answers()


@pytest.fixture
def portfolio(alice, settings):
    settings.BOOKS_INLINE_ROWS = 2
    for slug in ("usd", "bitcoin", "ethereum"):
        make_asset(slug)
    return make_portfolio(alice)


@pytest.fixture
def elsewhere():
    """A second connection to the database."""
    other = connection.copy()
    yield other
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")
    other.close()


def received(portfolio, text=TEXT):
    return jobs.receive_file(
        portfolio, user=portfolio.owner, filename="l.csv", content=text.encode()
    )


def previewed(portfolio, text=TEXT):
    batch = received(portfolio, text)
    assert jobs.run_import(batch.pk)
    batch.refresh_from_db()
    return batch


def test_a_short_file_is_previewed_at_once(portfolio):
    assert received(portfolio, tidemark(deposit())).new_count == 1


@pytest.mark.parametrize("by", ["rows", "bytes"])
def test_a_long_one_waits_for_a_worker(portfolio, settings, by, django_capture_on_commit_callbacks):
    if by == "bytes":
        settings.BOOKS_INLINE_ROWS, settings.IMPORT_INLINE_BYTES = 2000, 100
    sent = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jobs, "enqueue_on_commit", lambda *message: sent.append(message))
        batch = received(portfolio)
    assert (batch.status, batch.in_worker) == ("reading", True)
    assert sent == [(jobs.RUN_TASK, batch.pk)]


def test_what_the_worker_stores_is_what_it_saw(portfolio):
    for slug in ("pepe", "pepe-classic"):
        Asset.objects.create(slug=slug, symbol="PEPE", name=slug, launched_on="2024-06-01")
    text = TEXT + "\n".join(
        [
            "2024-01-31 10:00:01.25,buy,Cold,,100,USD,0.002,BTC,0.5,USD,9,USD,first,a note,id-1",
            "2024-01-31 10:00:01.25,buy,Cold,,100,USD,0.002,BTC,0.5,USD,9,USD,first,a note,",
            deposit("1").replace("BTC", "PEPE"), deposit("NaN"), "",
        ]
    )  # fmt: skip
    batch = previewed(portfolio, text)
    stored, seen = preview_in(batch), preview_of(plan_of(batch), batch=batch)
    assert stored == seen
    assert seen.ambiguous and seen.errors and seen.suspects
    assert {one.symbol for one in seen.symbols if one.change} == {"PEPE"}


def test_reading_it_again_reads_the_stored_preview_alone(portfolio, django_assert_num_queries):
    batch = previewed(portfolio)
    with django_assert_num_queries(1):
        assert preview_in(batch).new_count == 4


def test_a_worker_that_dies_is_followed_by_another_and_given_up_in_the_end(portfolio, monkeypatch):
    batch = previewed(portfolio)
    jobs.submit_import(batch, answers=NONE)

    def die(batch):
        Transaction.objects.create(
            portfolio=portfolio, account=portfolio.accounts.get(), type="deposit",
            executed_at=batch.created_at, received_asset=make_asset("bitcoin"),
            received_quantity=1,
        )  # fmt: skip
        raise SystemExit

    monkeypatch.setattr(jobs, "_import", die)
    for _ in range(jobs.MOST_ATTEMPTS):
        with pytest.raises(SystemExit):
            jobs.run_import(batch.pk)
        assert not Transaction.objects.exists()
    assert jobs.run_import(batch.pk) is False
    batch.refresh_from_db()
    assert batch.status == "failed"
    assert "nothing was written" in batch.failure
    monkeypatch.undo()
    jobs.retry_import(batch)
    assert jobs.run_import(batch.pk)
    assert jobs.run_import(jobs.submit_import(batch, answers=NONE).pk)
    assert Transaction.objects.count() == 4


class TestOneAtATime:
    def hold(self, elsewhere, space, *keys):
        with elsewhere.cursor() as cursor:
            for key in keys:
                cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [space, key])

    def test_a_user_s_second_file_waits(self, portfolio, elsewhere):
        batch = received(portfolio)
        self.hold(elsewhere, Lock.IMPORTING_USER, portfolio.owner_id)
        assert not jobs.run_import(batch.pk)
        batch.refresh_from_db()
        assert (batch.status, batch.attempts) == ("reading", 0)

    @pytest.mark.parametrize("taken", [(0,), (0, 1)])
    def test_only_so_many_are_in_work_on_the_whole_server(self, portfolio, elsewhere, taken):
        batch = received(portfolio)
        self.hold(elsewhere, Lock.IMPORTING_PLACE, *taken)
        assert jobs.run_import(batch.pk) == (len(taken) < jobs.PLACES)

    def test_the_end_of_one_sends_the_next(self, portfolio, monkeypatch):
        first, second = received(portfolio), received(portfolio, TEXT + deposit("9"))
        sent = []
        monkeypatch.setattr(jobs, "enqueue_on_commit", lambda *message: sent.append(message))
        jobs.run_import(first.pk)
        assert sent == [(jobs.RUN_TASK, second.pk)]

    def test_too_many_waiting_files_are_refused(self, portfolio, monkeypatch):
        monkeypatch.setattr(jobs, "MOST_WAITING", 1)
        received(portfolio)
        with pytest.raises(Refused, match="wait already"):
            received(portfolio)


class TestMeanwhile:
    def test_a_message_delivered_twice_imports_once(self, portfolio):
        batch = jobs.submit_import(previewed(portfolio), answers=NONE)
        assert jobs.run_import(batch.pk)
        assert not jobs.run_import(batch.pk)
        assert Transaction.objects.count() == 4

    def test_two_clicks_import_once(self, portfolio):
        batch = previewed(portfolio)
        jobs.submit_import(batch, answers=NONE)
        with pytest.raises(Refused, match="another state"):
            jobs.submit_import(batch, answers=NONE)

    def test_a_file_in_the_worker_is_neither_undone_nor_dropped(self, portfolio):
        batch = jobs.submit_import(previewed(portfolio), answers=NONE)
        with pytest.raises(Refused, match="being imported"):
            undo_import(batch, user=portfolio.owner)
        with pytest.raises(Refused):
            jobs.discard_import(batch)

    def test_a_file_that_waits_can_be_dropped(self, portfolio):
        batch = received(portfolio)
        jobs.discard_import(batch)
        assert not jobs.run_import(batch.pk)
        with pytest.raises(Refused, match="not there"):
            jobs.discard_import(batch)

    @pytest.mark.parametrize("gone", [ImportBatch, Portfolio])
    def test_what_is_deleted_during_the_work_leaves_nothing(self, portfolio, monkeypatch, gone):
        batch = jobs.submit_import(previewed(portfolio), answers=NONE)
        write = jobs._import

        def delete_and_write(batch):
            gone.objects.all().delete()
            write(batch)

        monkeypatch.setattr(jobs, "_import", delete_and_write)
        assert jobs.run_import(batch.pk)
        assert not Transaction.objects.exists()
        assert not ImportBatch.objects.exists()

    def test_a_row_that_came_meanwhile_is_known(self, portfolio):
        first, second = previewed(portfolio), previewed(portfolio)
        for batch in (first, second):
            jobs.submit_import(batch, answers=NONE)
            jobs.run_import(batch.pk)
        second.refresh_from_db()
        assert (second.created, second.skipped) == (0, 4)
