"""What a file leaves open is asked; what nobody answers costs nothing else."""

from datetime import date

import pytest

from markets.models import Asset
from portfolios.services.errors import Refused
from portfolios.services.ledger.imports.answers import Answers, Meaning
from portfolios.services.ledger.imports.commit import commit_import, preview_batch, preview_import
from tests.factories import make_asset, make_portfolio
from tests.portfolios.importers.texts import deposit, tidemark

KRAKEN = '"txid","refid","time","type","subtype","aclass","asset","amount","fee","balance"'


def kraken(*kinds):
    rows = [
        f'"{kind}{n}","R{kind}{n}","2024-03-19 12:00:0{n}","{kind}","","currency","XETH",1,0,1'
        for n, kind in enumerate(kinds)
    ]
    return "\n".join((KRAKEN, *rows, ""))


@pytest.fixture
def portfolio(alice, db):
    for slug in ("usd", "bitcoin", "ethereum"):
        make_asset(slug)
    return make_portfolio(alice)


def preview(portfolio, *rows, text=None, answers=None):
    content = (text or tidemark(*rows)).encode()
    return preview_import(
        portfolio, user=portfolio.owner, filename="f.csv", content=content, answers=answers
    )


class TestAnUnknownType:
    TEXT = kraken("deposit", "teleport", "teleport")

    def test_costs_no_other_row(self, portfolio):
        seen = preview(portfolio, text=self.TEXT)
        assert seen.can_commit
        (kind,) = seen.kinds
        assert (kind.kind, kind.count, kind.line) == ("teleport", 2, 3)
        batch = commit_import(seen.batch)
        assert (batch.created, batch.left_out_count) == (1, 2)
        assert "teleport" in batch.left_out[0][2]

    def test_is_taken_as_what_it_was_said_to_be_and_that_is_remembered(self, portfolio):
        seen = preview(portfolio, text=self.TEXT)
        answered = preview_batch(seen.batch, answers=Answers(kinds={"TelePort": "airdrop"}))
        assert (answered.new_count, answered.kinds) == (3, ())
        commit_import(answered.batch)
        assert portfolio.transactions.filter(type="airdrop").count() == 2
        later = preview(portfolio, text=self.TEXT.replace("2024-03-19", "2024-03-20"))
        assert later.kinds == ()

    def test_can_be_skipped_for_good(self, portfolio):
        seen = preview(portfolio, text=self.TEXT)
        commit_import(seen.batch, answers=Answers(kinds={"teleport": "skip"}))
        later = preview(portfolio, text=self.TEXT)
        assert [kind.choice for kind in later.kinds] == ["skip"]
        assert (later.new_count, later.left_out_count) == (0, 2)

    def test_that_fits_no_such_type_is_an_error_of_its_line(self, portfolio):
        seen = preview(portfolio, text=self.TEXT, answers=Answers(kinds={"teleport": "sell"}))
        assert [error.line for error in seen.errors] == [3, 4]


class TestLinesWithErrors:
    ROWS = (deposit("1"), deposit("NaN"), deposit("2").replace("BTC", "NOPE"), deposit("3"))

    def test_cost_the_good_rows_unless_they_are_left_out(self, portfolio):
        seen = preview(portfolio, *self.ROWS)
        assert (seen.new_count, seen.error_lines, seen.can_leave_out) == (2, 2, True)
        with pytest.raises(Refused, match="Line 3"):
            commit_import(seen.batch)
        batch = commit_import(seen.batch, answers=Answers(leave_out_errors=True))
        assert (batch.created, [line for line, _, _ in batch.left_out]) == (2, [3, 4])

    def test_corrected_bring_only_what_is_missing(self, portfolio):
        commit_import(preview(portfolio, *self.ROWS).batch, answers=Answers(leave_out_errors=True))
        whole = preview(portfolio, deposit("1"), deposit("1.5"), deposit("2"), deposit("3"))
        assert (whole.new_count, whole.known_count) == (2, 2)

    def test_ask_nothing_of_what_is_left_out(self, portfolio):
        for slug in ("pepe", "pepe-classic"):
            Asset.objects.create(slug=slug, symbol="PEPE", name=slug)
        rows = (deposit("1"), deposit("0").replace("BTC", "PEPE"))
        seen = preview(portfolio, *rows, answers=Answers(leave_out_errors=True))
        assert seen.can_commit

    def test_of_the_whole_file_are_never_left_out(self, portfolio, monkeypatch):
        monkeypatch.setattr("portfolios.services.ledger.imports.rows.MAX_NEW_ACCOUNTS", 0)
        seen = preview(portfolio, deposit(), answers=Answers(leave_out_errors=True))
        assert (seen.can_leave_out, seen.can_commit) == (False, False)


class TestASymbolThatChangedItsMeaning:
    @pytest.fixture(autouse=True)
    def _luna(self, db):
        columns = {"symbol": "LUNA", "launched_on": date(2022, 5, 28)}
        self.new = Asset.objects.create(slug="terra-luna-2", name="Terra", **columns)
        self.old = Asset.objects.create(slug="terra-luna", symbol="LUNC", name="Terra Classic")
        self.day = date(2022, 5, 28)
        self.rows = [
            deposit("1", day).replace("BTC", "LUNA") for day in ("2021-01-01", "2023-01-01")
        ]

    def test_is_told_with_the_day_that_the_table_of_assets_knows(self, portfolio):
        seen = preview(portfolio, *self.rows)
        (question,) = seen.symbols
        assert (question.change.since, question.change.rows) == (self.day, 1)
        assert seen.can_commit
        assert preview(portfolio, self.rows[1]).symbols == ()

    def test_is_each_of_the_assets_in_its_time_and_that_is_remembered(self, portfolio):
        parts = (Meaning(None, self.old), Meaning(self.day, self.new))
        seen = preview(portfolio, *self.rows)
        commit_import(seen.batch, answers=Answers(asset_choices={"luna": parts}))
        rows = portfolio.transactions.order_by("executed_at")
        assert [row.received_asset for row in rows] == [self.old, self.new]
        later = preview(portfolio, *(row.replace('"1"', '"2"') for row in self.rows))
        commit_import(later.batch)
        rows = portfolio.transactions.order_by("executed_at")
        assert [row.received_asset for row in rows] == [self.old, self.old, self.new, self.new]

    def test_changes_at_midnight_of_the_portfolio(self, portfolio):
        portfolio.time_zone = "Asia/Tokyo"
        portfolio.save()
        parts = (Meaning(None, self.old), Meaning(self.day, self.new))
        late = [deposit("1", at).replace("BTC", "LUNA")
                for at in ("2022-05-27T14:59:59Z", "2022-05-27T15:00:00Z")]  # fmt: skip
        seen = preview(portfolio, *late)
        commit_import(seen.batch, answers=Answers(asset_choices={"LUNA": parts}))
        rows = portfolio.transactions.order_by("executed_at")
        assert [row.received_asset for row in rows] == [self.old, self.new]

    def test_choices_of_earlier_versions_are_read(self, portfolio):
        batch = preview(portfolio, *self.rows).batch
        batch.choices = {"LUNA": self.old.pk}
        batch.answers = {}
        batch.save()
        assert preview_batch(batch).assets["LUNA"] == self.old


class TestASymbolThatAnotherAssetHad:
    """The table of assets has the days on which the old one was called LUNA."""

    LAST = date(2022, 5, 27)

    @pytest.fixture(autouse=True)
    def _luna(self, db):
        self.new = Asset.objects.create(slug="terra-luna-2", symbol="LUNA", name="Terra")
        self.old = Asset.objects.create(slug="terra-luna", symbol="LUNC", name="Terra Classic")
        self.old.names.create(kind="symbol", text="LUNA", valid_until=self.LAST)

    def imported(self, portfolio, *days):
        rows = [deposit("1", day).replace("BTC", "LUNA") for day in days]
        seen = preview(portfolio, *rows)
        assert seen.can_commit
        commit_import(seen.batch)
        booked = portfolio.transactions.order_by("executed_at")
        return [row.received_asset for row in booked], seen

    def test_is_that_asset_on_its_days_and_the_present_one_after(self, portfolio):
        assets, seen = self.imported(portfolio, "2021-01-01", "2022-05-27", "2022-05-28")
        assert assets == [self.old, self.old, self.new]
        (question,) = seen.symbols
        assert (question.before, question.since, question.asset) == (
            self.old, date(2022, 5, 28), self.new,
        )  # fmt: skip

    def test_in_a_file_of_old_rows_is_the_old_asset(self, portfolio):
        assert self.imported(portfolio, "2021-01-01")[0] == [self.old]

    def test_in_a_file_of_new_rows_is_the_new_asset(self, portfolio):
        assert self.imported(portfolio, "2023-01-01")[0] == [self.new]

    def test_that_nobody_has_now_is_still_the_asset_that_had_it(self, portfolio):
        self.new.delete()
        assert self.imported(portfolio, "2021-01-01", "2023-01-01")[0] == [self.old, self.old]

    def test_is_asked_where_several_have_it_now(self, portfolio):
        Asset.objects.create(slug="luna-wormhole", symbol="LUNA", name="Luna (Wormhole)")
        rows = [deposit("1", day).replace("BTC", "LUNA") for day in ("2021-01-01", "2023-01-01")]
        assert set(preview(portfolio, *rows).ambiguous) == {"LUNA"}
        assert self.imported(portfolio, "2021-01-01")[0] == [self.old]

    def test_is_asked_of_days_before_it_was_theirs(self, portfolio):
        self.old.names.update(valid_from=date(2020, 1, 1))
        Asset.objects.create(slug="luna-coin", symbol="LUNA", name="Luna Coin")
        row = deposit("1", "2015-01-01").replace("BTC", "LUNA")
        assert set(preview(portfolio, row).ambiguous) == {"LUNA"}

    def test_an_answer_goes_before_it(self, portfolio):
        row = deposit("1", "2021-01-01").replace("BTC", "LUNA")
        seen = preview(portfolio, row, answers=Answers(asset_choices={"LUNA": self.new}))
        commit_import(seen.batch)
        assert portfolio.transactions.get().received_asset == self.new


def test_the_decimal_mark_is_asked(portfolio):
    text = (
        "date;type;account;to_account;sent_amount;sent_asset;received_amount;received_asset;"
        "fee_amount;fee_asset;net_worth_amount;net_worth_asset;label;description;id\n"
        "2024-01-31;deposit;Cold;;;;1.000;ETH;;;;;;;\n"
    )
    seen = preview_import(portfolio, user=portfolio.owner, filename="f.csv", content=text.encode())
    assert (seen.asks_decimal_mark, seen.can_commit) == (True, False)
    commit_import(seen.batch, answers=Answers(decimal_mark=","))
    assert portfolio.transactions.get().received_quantity == 1000
