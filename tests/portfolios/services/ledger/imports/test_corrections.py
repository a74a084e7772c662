"""A wrong line is corrected, mapped or left out where it stands; then the rest goes in, whole."""

from decimal import Decimal

import pytest

from markets.models import Asset
from portfolios.services.errors import Refused
from portfolios.services.ledger.imports import jobs
from portfolios.services.ledger.imports.answers import Answers
from portfolios.services.ledger.imports.batches import preview_in
from portfolios.services.ledger.imports.commit import commit_import, preview_batch, preview_import
from tests.factories import make_asset, make_portfolio
from tests.portfolios.importers.texts import deposit, tidemark

ROWS = (deposit("1"), deposit("NaN"), deposit("3"))
CORRECTED = Answers(corrections={3: {"received_amount": "2"}})


@pytest.fixture
def portfolio(alice, db):
    for slug in ("usd", "bitcoin"):
        make_asset(slug)
    return make_portfolio(alice)


def preview(portfolio, *rows, user=None, answers=None):
    return preview_import(
        portfolio, user=user or portfolio.owner, filename="f.csv",
        content=tidemark(*rows).encode(), answers=answers,
    )  # fmt: skip


def amounts(portfolio):
    return sorted(portfolio.transactions.values_list("received_quantity", flat=True))


class TestACorrectedLine:
    def test_is_shown_with_its_cells_and_what_is_wrong(self, portfolio):
        (line,) = preview(portfolio, *ROWS).lines
        assert line.line == 3
        assert [(cell.title, cell.text) for cell in line.open_cells] == [("received_amount", "NaN")]
        assert ("account", "Cold wallet") in [(one.title, one.text) for one in line.other_cells]

    def test_goes_in_with_the_others(self, portfolio):
        seen = preview(portfolio, *ROWS)
        answered = preview_batch(seen.batch, answers=CORRECTED)
        assert (answered.new_count, answered.error_count, answered.can_commit) == (3, 0, True)
        assert [row.line for row in answered.rows] == [2, 3, 4]
        (line,) = answered.lines
        assert [(one.own, one.text) for one in line.open_cells] == [("NaN", "2")]
        assert commit_import(answered.batch).left_out_count == 0
        assert amounts(portfolio) == [1, 2, 3]

    def test_of_the_same_file_again_is_remembered_and_changes_nothing(self, portfolio):
        commit_import(preview(portfolio, *ROWS).batch, answers=CORRECTED)
        again = preview(portfolio, *ROWS)
        assert (again.new_count, again.known_count, again.error_count) == (0, 3, 0)
        other = preview(portfolio, *ROWS, deposit("4"))
        assert [error.line for error in other.errors] == [3]

    def test_takes_a_second_correction_and_gives_the_first_back(self, portfolio):
        batch = preview(portfolio, *ROWS, answers=CORRECTED).batch
        back = {3: {"received_amount": "NaN", "account": "Vault"}}
        seen = preview_batch(batch, answers=Answers(corrections=back))
        assert [error.line for error in seen.errors] == [3]
        fixed = Answers(corrections={3: {"received_amount": "5"}})
        commit_import(batch, answers=fixed)
        row = portfolio.transactions.get(received_quantity=5)
        assert row.account.name == "Vault"

    def test_that_is_still_wrong_says_what_is_wrong_now(self, portfolio):
        answers = Answers(corrections={3: {"received_amount": "two"}})
        (error,) = preview(portfolio, *ROWS, answers=answers).errors
        assert (error.line, error.field) == (3, "received_amount")
        assert "two" in error.message

    @pytest.mark.parametrize(
        ("corrections", "message"),
        [
            ({99: {"account": "A"}}, "line 99: No row of the file begins"),
            ({3: {"mood": "fine"}}, "line 3: There is no column “mood”"),
            ({3: {"account": "a\nb"}}, "line 3: account: this is no text for a cell"),
            ({n: {"account": "A"} for n in range(2, 1100)}, "At most 1000 lines"),
        ],
    )
    def test_that_the_file_does_not_have_is_refused_by_its_name(
        self, portfolio, corrections, message
    ):
        batch = preview(portfolio, *ROWS).batch
        with pytest.raises(Refused, match=message):
            preview_batch(batch, answers=Answers(corrections=corrections))
        batch.refresh_from_db()
        assert batch.answers["corrections"] == {}

    def test_leaves_the_lines_other_cells_as_they_are_whatever_they_hold(self, portfolio):
        """A page that shows all cells of a line sends all of them, without ends of lines."""
        row = '2024-13-01,deposit,Cold,,,,"1\u00a0234.5",BTC,,,,,,"two\nlines",'
        batch = preview(portfolio, row).batch
        cells = {"date": "2024-01-31", "received_amount": "1\u00a0234.5", "account": "Cold",
                 "description": "twolines", "sent_amount": ""}  # fmt: skip
        commit_import(batch, answers=Answers(corrections={2: cells}))
        made = portfolio.transactions.get()
        assert (made.received_quantity, made.note) == (Decimal("1234.5"), "two\nlines")

    def test_may_group_digits_by_any_space(self, portfolio):
        batch = preview(portfolio, *ROWS).batch
        fixed = Answers(corrections={3: {"received_amount": "1\u202f234\u202f567.5"}})
        commit_import(batch, answers=fixed)
        assert portfolio.transactions.filter(received_quantity=Decimal("1234567.5")).exists()

    def test_of_a_long_file_is_kept_for_its_page(self, portfolio, settings):
        settings.BOOKS_INLINE_ROWS = 2
        content = tidemark(*ROWS).encode()
        batch = jobs.receive_file(
            portfolio, user=portfolio.owner, filename="f.csv", content=content
        )
        jobs.run_import(batch.pk)
        batch.refresh_from_db()
        (line,) = preview_in(batch).lines
        assert line.open_cells[0].text == "NaN"
        with pytest.raises(Refused, match="line 99"):
            jobs.answer_import(batch, answers=Answers(corrections={99: {"account": "A"}}))
        jobs.answer_import(batch, answers=CORRECTED)
        jobs.run_import(batch.pk)
        batch.refresh_from_db()
        seen = preview_in(batch)
        assert (seen.new_count, seen.lines[0].open_cells[0].text) == (3, "2")
        assert [(one.account, one.is_new, one.counts) for one in seen.groups] == [
            ("Cold wallet", True, (("deposit", 3),))
        ]


class TestASkippedLine:
    def test_costs_no_other_and_is_listed_with_its_reason(self, portfolio):
        batch = preview(portfolio, *ROWS, answers=Answers(skips={3: True})).batch
        done = commit_import(batch)
        assert (done.created, done.left_out_count) == (2, 1)
        assert done.left_out[0][0] == 3
        assert "finite number" in done.left_out[0][2]

    def test_leaves_the_errors_of_others_in_the_way(self, portfolio):
        rows = (*ROWS, deposit("Infinity"))
        seen = preview(portfolio, *rows, answers=Answers(skips={3: True}))
        assert ([error.line for error in seen.errors], seen.can_commit) == ([5], False)

    def test_may_be_a_good_one_and_comes_in_later(self, portfolio):
        batch = preview(portfolio, *ROWS, answers=Answers(skips={3: True, 4: True})).batch
        assert commit_import(batch).left_out_count == 2
        assert amounts(portfolio) == [1]
        again = preview(portfolio, *ROWS)
        assert [line.is_skipped for line in again.lines] == [True, True]
        commit_import(again.batch, answers=Answers(skips={4: False}))
        assert amounts(portfolio) == [1, 3]

    def test_asks_nothing_about_its_symbols(self, portfolio):
        for slug in ("pepe", "pepe-classic"):
            make_asset(slug, symbol="PEPE")
        row = deposit("1").replace("BTC", "PEPE")
        assert preview(portfolio, row, deposit("1")).ambiguous
        assert preview(portfolio, row, deposit("1"), answers=Answers(skips={2: True})).can_commit


class TestASymbolOfNoAsset:
    ROW = deposit("1").replace("BTC", "XBTC")

    def test_is_asked_and_what_it_is_is_remembered_for_the_person(self, portfolio, bob):
        (question,) = preview(portfolio, self.ROW).symbols
        assert (question.symbol, question.candidates, question.asset) == ("XBTC", [], None)
        batch = preview(portfolio, self.ROW).batch
        bitcoin = Asset.objects.get(slug="bitcoin")
        commit_import(batch, answers=Answers(asset_choices={"XBTC": bitcoin}))
        assert portfolio.transactions.get().received_asset == bitcoin
        other = make_portfolio(portfolio.owner, name="Other")
        assert preview(other, self.ROW).can_commit
        assert not preview(other, self.ROW, user=bob).can_commit

    def test_is_not_remembered_as_an_asset_that_the_portfolio_may_not_name(self, portfolio):
        own = make_asset("own-gold", kind=Asset.Kind.OWN)
        portfolio.own_assets.create(asset=own)
        commit_import(
            preview(portfolio, self.ROW).batch, answers=Answers(asset_choices={"XBTC": own})
        )
        other = make_portfolio(portfolio.owner, name="Other")
        assert not preview(other, self.ROW).can_commit

    def test_can_be_corrected_in_its_cell(self, portfolio):
        batch = preview(portfolio, self.ROW).batch
        commit_import(batch, answers=Answers(corrections={2: {"received_asset": "BTC"}}))
        assert portfolio.transactions.get().received_asset.slug == "bitcoin"


def test_what_changes_is_told_by_account_and_type(portfolio):
    rows = (deposit("1").replace("Cold wallet", "main"), deposit("2"), deposit("3"))
    groups = preview(portfolio, *rows).groups
    assert [(one.account, one.is_new, dict(one.counts)) for one in groups] == [
        ("Cold wallet", True, {"deposit": 2}),
        ("Main", False, {"deposit": 1}),
    ]
    assert [row.line for row in groups[0].rows] == [3, 4]
