"""The same rows from another export: recognised where that is certain, asked where it is not."""

from itertools import permutations

import pytest

from portfolios.accounting.core.types import ProblemCode
from portfolios.models import ImportBatch, Portfolio
from portfolios.services.books.books import rebuild_books
from portfolios.services.errors import Refused
from portfolios.services.ledger.imports.answers import Answers
from portfolios.services.ledger.imports.commit import (
    commit_import,
    preview_batch,
    preview_import,
    undo_import,
)
from portfolios.services.ledger.transactions import change_transaction
from tests.factories import buy, days_ago, make_asset, make_portfolio
from tests.portfolios.importers.texts import tidemark

SAME, DIFFERENT = Answers(duplicates="same"), Answers(duplicates="different")


@pytest.fixture
def portfolio(alice, db):
    for slug in ("usd", "eur", "bitcoin", "ethereum"):
        make_asset(slug)
    return make_portfolio(alice)


def row(
    at="2025-12-03T16:07:14Z", *, kind="buy", account="Ex", sent="40.2,USD", got="1,ETH",
    fee="1.3,USD", name="",
):  # fmt: skip
    return f"{at},{kind},{account},,{sent},{got},{fee},,,,,{name}"


KOINLY = (
    "Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Fee Amount,Fee Currency,"
    "Net Worth Amount,Net Worth Currency,Label,Description,TxHash\n"
)


def preview(portfolio, *rows, text=None, answers=None):
    content = (text or tidemark(*rows)).encode()
    return preview_import(
        portfolio, user=portfolio.owner, filename="f.csv", content=content, answers=answers
    )


def take(portfolio, *rows, text=None, answers=None):
    return commit_import(preview(portfolio, *rows, text=text).batch, answers=answers)


def counts(seen):
    return seen.new_count, seen.known_count, seen.suspect_count


NO_IDS = (row(), row("2025-12-04T16:07:14Z", sent="41.2,USD"))
WITH_IDS = (row(name="T1"), row("2025-12-04T16:07:14Z", sent="41.2,USD", name="T2"))
IN_CAPITALS = tuple(one.replace(",Ex,", ",EX,") for one in NO_IDS)
WITH_SPACES = tuple(one.replace(",Ex,", ", eX  ,") for one in WITH_IDS)


class TestForCertain:
    @pytest.mark.parametrize(
        ("first", "second"), list(permutations([NO_IDS, WITH_IDS, IN_CAPITALS, WITH_SPACES], 2))
    )
    def test_rows_without_and_with_ids_in_any_spelling_of_the_account(
        self, portfolio, first, second
    ):
        take(portfolio, *first)
        again = preview(portfolio, *second)
        assert counts(again) == (0, 2, 0)
        assert commit_import(again.batch).created == 0
        assert portfolio.transactions.count() == 2

    def test_is_counted_row_by_row(self, portfolio):
        take(portfolio, row())
        assert counts(preview(portfolio, row(name="T1"), row(name="T2"))) == (1, 1, 0)

    def test_two_ledger_rows_answer_for_two_rows(self, portfolio):
        take(portfolio, row(name="T1"), row(name="T2"))
        assert counts(preview(portfolio, row(), row(), row())) == (1, 2, 0)

    def test_a_row_known_by_its_id_answers_for_no_other(self, portfolio):
        take(portfolio, row())
        assert counts(preview(portfolio, row(), row(name="T1"))) == (1, 1, 0)

    def test_another_format_numbers_differently(self, portfolio):
        take(portfolio, row(account="Koinly", name="T1"))
        text = KOINLY + "2025-12-03 16:07:14 UTC,40.2,USD,1,ETH,1.3,USD,,,,,0xabc\n"
        assert counts(preview(portfolio, text=text)) == (0, 1, 0)

    def test_fractions_of_a_second_and_zeros_make_no_difference(self, portfolio):
        take(portfolio, row(name="T1"))
        again = row("2025-12-03T16:07:14.731Z", sent="40.2000,USD", got="1.0,ETH")
        assert counts(preview(portfolio, again)) == (0, 1, 0)

    def test_a_row_written_by_hand_is_known(self, portfolio):
        mine = buy(portfolio, "ethereum", "2", dollars="90", ago=5)
        at = mine.executed_at.isoformat()
        again = row(at, account="main", sent="90,USD", got="2,ETH", fee=",", name="T9")
        assert counts(preview(portfolio, again)) == (0, 1, 0)

    def test_ids_of_one_format_tell_rows_apart(self, portfolio):
        take(portfolio, row(name="T1"))
        assert counts(preview(portfolio, row(name="T2"))) == (1, 0, 0)

    def test_rows_of_another_portfolio_do_not_count(self, portfolio, bob):
        take(make_portfolio(bob), row())
        assert counts(preview(portfolio, row(name="T1"))) == (1, 0, 0)

    def test_ids_of_earlier_versions_are_known_although_the_row_was_edited(self, portfolio):
        spelt = preview(portfolio, row(account="Other Vault")).rows[0]
        take(portfolio, row(account="Main Vault"))
        mine = portfolio.transactions.get()
        assert spelt.former_id and spelt.former_id != spelt.external_id
        change_transaction(mine, user=portfolio.owner, external_id=spelt.former_id, type="swap")
        assert counts(preview(portfolio, row(account="Other Vault"))) == (0, 1, 0)


class TestPerhaps:
    @pytest.mark.parametrize(
        ("again", "differs"),
        [
            (row("2025-12-03T16:07:00Z"), ("date",)),
            (row("2025-12-03"), ("date",)),
            (row("2025-12-03 16:07", kind="swap", sent="40.2,BTC"), None),
            (row(kind="swap", sent="40.2,USD"), ("type",)),
            (row(account="Exchange"), ("account",)),
            (row(fee=",", name="T1"), ("fee",)),
            (row(fee="1.4,USD", name="T1"), None),
            (row(got="1.1,ETH"), None),
            (row("2025-12-03T16:08:00Z"), None),
            (row("2025-12-04"), None),
            (row("2025-12-03T16:07:15Z"), None),
        ],
    )
    @pytest.mark.parametrize("swapped", [False, True])
    def test_is_asked_with_what_differs(self, portfolio, again, differs, swapped):
        first, second = (again, row()) if swapped else (row(), again)
        take(portfolio, first)
        seen = preview(portfolio, second)
        if differs is None:
            assert counts(seen) == (1, 0, 0)
        else:
            (suspect,) = seen.suspects
            assert counts(seen) == (0, 0, 1)
            assert suspect.differs == differs
            assert suspect.transaction == portfolio.transactions.get().pk
            assert not seen.can_commit

    def test_a_trade_s_date_alone_is_asked_beside_rows_with_times(self, portfolio):
        take(portfolio, row())
        seen = preview(portfolio, row("2025-12-03"), row("2025-12-09T08:30:21Z"))
        assert counts(seen) == (1, 0, 1)

    def test_nothing_is_written_before_the_verdict(self, portfolio):
        take(portfolio, row())
        with pytest.raises(Refused, match="the same"):
            take(portfolio, row("2025-12-03"), row("2025-12-09"))
        assert portfolio.transactions.count() == 1

    def test_the_same_is_left_out_and_said(self, portfolio):
        take(portfolio, row())
        batch = take(portfolio, row("2025-12-03"), answers=SAME)
        assert (batch.created, batch.left_out_count) == (0, 1)
        ((line, _, reason),) = batch.left_out
        assert line == 2
        assert "the same as row" in reason.lower()

    def test_the_same_is_remembered(self, portfolio):
        take(portfolio, row())
        suspect = preview(portfolio, row("2025-12-03")).suspects[0]
        take(portfolio, row("2025-12-03"), answers=Answers(pairs={suspect.key: "same"}))
        assert counts(preview(portfolio, row("2025-12-03"))) == (0, 0, 0)

    def test_the_verdict_on_all_is_remembered(self, portfolio):
        take(portfolio, row())
        take(portfolio, row("2025-12-03"), answers=SAME)
        assert preview(portfolio, row("2025-12-03")).can_commit

    def test_what_is_different_is_imported_and_known_from_then_on(self, portfolio):
        take(portfolio, row())
        assert take(portfolio, row("2025-12-03"), answers=DIFFERENT).created == 1
        assert counts(preview(portfolio, row("2025-12-03"))) == (0, 1, 0)

    def test_each_pair_can_have_its_own_verdict(self, portfolio):
        take(portfolio, *NO_IDS)
        seen = preview(portfolio, row("2025-12-03"), row("2025-12-04", sent="41.2,USD"))
        first, _ = seen.suspects
        answered = preview_batch(
            seen.batch, answers=Answers(duplicates="different", pairs={first.key: "same"})
        )
        assert counts(answered) == (1, 0, 0)
        commit_import(answered.batch)
        assert portfolio.transactions.count() == 3

    def test_another_format_without_the_account_is_asked(self, portfolio):
        take(portfolio, row(name="T1"))
        text = KOINLY + "2025-12-03 16:07:14 UTC,40.2,USD,1,ETH,1.3,USD,,,,,0xabc\n"
        assert preview(portfolio, text=text).suspects[0].differs == ("account",)

    def test_a_day_is_that_of_the_portfolio(self, portfolio):
        Portfolio.objects.update(time_zone="Asia/Tokyo")
        portfolio.refresh_from_db()
        days = range(3, 8)
        rewards = [
            row(f"2025-12-0{day}T16:07:14Z", kind="airdrop", sent=",", fee=",", name=f"T{day}")
            for day in days
        ]
        take(portfolio, *rewards)
        dated = [
            row(f"2025-12-0{day + 1}", kind="airdrop", sent=",", fee=",") for day in days
        ]  # fmt: skip
        assert counts(preview(portfolio, *dated)) == (0, 0, 5)

    def test_a_reward_of_the_same_day_in_another_account_is_another(self, portfolio):
        take(portfolio, row(kind="airdrop", sent=",", fee=","))
        other = row("2025-12-03", kind="airdrop", sent=",", fee=",", account="Cold")
        assert counts(preview(portfolio, other)) == (1, 0, 0)

    def test_rewards_every_eight_hours_are_told_apart(self, portfolio):
        reward = {"kind": "airdrop", "sent": ",", "fee": ","}
        take(portfolio, *(row(f"2025-12-03T{hour}:00:00Z", **reward) for hour in ("00", "08")))
        seen = preview(portfolio, row("2025-12-03T16:00:00Z", **reward))
        assert counts(seen) == (1, 0, 0)


class TestWithinAFile:
    def test_a_row_with_and_without_its_id_is_asked(self, portfolio):
        seen = preview(portfolio, row(), row(name="T1"))
        (suspect,) = seen.suspects
        assert (suspect.transaction, suspect.line, suspect.differs) == (None, 3, ("id",))
        assert commit_import(seen.batch, answers=SAME).created == 1

    def test_two_rows_that_are_the_same_are_two(self, portfolio):
        assert counts(preview(portfolio, row(), row())) == (2, 0, 0)


class TestDataHealth:
    def problems(self, portfolio):
        rebuild_books(portfolio.pk)
        return [one.code for one in portfolio.ledgerproblems.all()
                if one.code == ProblemCode.SUSPECTED_DUPLICATE]  # fmt: skip

    def test_shows_what_was_imported_all_the_same(self, portfolio):
        seen = preview(portfolio, row(), row(name="T1"))
        commit_import(seen.batch, answers=DIFFERENT)
        assert len(self.problems(portfolio)) == 1

    def test_does_not_doubt_two_rows_of_one_file(self, portfolio):
        take(portfolio, row(), row())
        take(portfolio, row("2025-12-05", name="T1"), row("2025-12-05", name="T2"))
        assert self.problems(portfolio) == []


def test_an_undone_import_is_imported_again(portfolio):
    undo_import(take(portfolio, *NO_IDS), user=portfolio.owner)
    assert take(portfolio, *WITH_IDS).created == 2
    assert ImportBatch.objects.count() == 2


@pytest.mark.parametrize("rows", [5, 300])
def test_queries_do_not_grow_with_file_and_ledger(portfolio, django_assert_num_queries, rows):
    at = days_ago(400)
    stamps = [f"{at.replace(hour=n % 24, minute=n % 60):%Y-%m-%dT%H:%M:%S}Z" for n in range(rows)]
    take(portfolio, *(row(stamp, got=f"{n + 1},ETH") for n, stamp in enumerate(stamps)))
    again = [row(stamp, got=f"{n + 1},ETH", name=f"T{n}") for n, stamp in enumerate(stamps)]
    with django_assert_num_queries(12):
        assert counts(preview(portfolio, *again)) == (0, rows, 0)
