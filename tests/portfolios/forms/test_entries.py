"""The forms of a row: a stored one is read back as it is shown, and odd input is refused."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from portfolios.forms.asking import SUFFIX, Picked
from portfolios.forms.ledger.moves import TransferForm
from portfolios.forms.ledger.tabs import FORMS, form_for, form_of
from portfolios.forms.ledger.trades import BuyForm
from portfolios.forms.ledger.transaction import TransactionForm
from portfolios.models import Account
from tests.factories import make_asset
from tests.portfolios.books import ROWS, record

COLUMNS = (
    "type", "executed_at", "account_id", "to_account_id", "sent_asset_id", "sent_quantity",
    "received_asset_id", "received_quantity", "fee_asset_id", "fee_quantity", "net_worth_asset_id",
    "net_worth_amount", "note",
)  # fmt: skip


def sent_by(form) -> dict:
    """What a browser sends of a form that it was shown and that nobody changed."""
    data = {}
    for field in form:
        value = field.field.prepare_value(field.value())
        if isinstance(value, Picked):
            data |= {field.name: value.written, field.name + SUFFIX: f"{value} {value.written}"}
        elif isinstance(value, datetime):
            data[field.name] = f"{value:%Y-%m-%dT%H:%M:%S}"
        elif value is not None:
            data[field.name] = value.pk if isinstance(value, Account) else str(value)
    return data


@pytest.mark.parametrize("mark", [".", ","])
def test_a_row_that_nobody_changed_stays_as_it_is(portfolio, mark):
    portfolio.time_zone = "America/New_York"
    portfolio.save(update_fields=["time_zone"])
    rows = [record(portfolio, at, kind, **legs) for at, kind, legs in ROWS]
    shown = set()
    for row in rows:
        row.refresh_from_db()
        for kind in {form_for(row), TransactionForm}:
            first = kind(initial=kind.initial_of(row), portfolio=portfolio, decimal_mark=mark)
            again = kind(sent_by(first), portfolio=portfolio, decimal_mark=mark)
            assert again.is_valid(), (row, kind, again.errors)
            draft = again.draft(row)
            for column in COLUMNS:
                assert getattr(draft, column) == getattr(row, column), (row, kind, column)
            shown.add(kind.tab)
    assert shown == {"buy", "sell", "swap", "transfer", "reward", "more"}


def test_a_form_takes_only_rows_that_it_shows_whole(portfolio):
    reward = {"received": "1 bitcoin", "worth": "5 usd"}
    for legs, tab in [
        (reward, "reward"), ({"received": "1 bitcoin"}, "reward"),
        (reward | {"fee": "0.1 bitcoin"}, "more"), (reward | {"worth": "5 eur"}, "more"),
    ]:  # fmt: skip
        row = record(portfolio, "2024-01-02T12:00Z", "staking_reward", **legs)
        assert form_for(row).tab == tab, legs
    loss = record(portfolio, "2024-01-03T12:00Z", "lost", sent="0.1 bitcoin")
    assert form_for(loss).tab == "more"
    assert [form_of(name).tab for name in ("sell", "more", "no such", "", None)] == [
        "sell", "more", "more", "more", "more",
    ]  # fmt: skip


def test_odd_accounts_are_refused_where_they_stand(portfolio):
    make_asset("bitcoin")
    fields = {"executed_at": "2024-01-02", "asset": "bitcoin", "quantity": "1"}
    for odd in ("²", "x", "9" * 40, "-1", "1.0", "½"):
        form = TransferForm(fields | {"account": odd, "to_account": odd}, portfolio=portfolio)
        assert not form.is_valid(), odd
        assert set(form.errors) == {"account", "to_account"}, odd
    for empty in ("", None):
        form = TransferForm(fields | {"account": empty}, portfolio=portfolio)
        assert form.errors["account"] == ["Choose an account, or name a new one."]
        assert form.errors["to_account"] == ["Choose where it went, or name a new account."]
    own = portfolio.accounts.get().pk
    form = TransferForm(fields | {"account": own, "to_account": own}, portfolio=portfolio)
    assert form.errors == {"to_account": ["A transfer goes to another account."]}
    form = TransferForm(fields | {"account": own, "new_to_account": " Cold "}, portfolio=portfolio)
    assert form.is_valid()
    assert form.new_accounts() == {"to_account": "Cold"}


def test_times_are_the_portfolio_s_and_those_that_no_clock_showed_are_refused(portfolio):
    make_asset("bitcoin")
    portfolio.time_zone = "Europe/Berlin"
    fields = {"account": portfolio.accounts.get().pk, "asset": "bitcoin", "money": "USD",
              "quantity": "1", "price": "5"}  # fmt: skip
    for text, at in [
        ("2024-01-02T10:00", datetime(2024, 1, 2, 9, tzinfo=UTC)),
        ("2024-07-02 10:00:30", datetime(2024, 7, 2, 8, 0, 30, tzinfo=UTC)),
        ("2024-07-02", datetime(2024, 7, 1, 22, tzinfo=UTC)),
        ("2024-10-27 02:30", datetime(2024, 10, 27, 0, 30, tzinfo=UTC)),
    ]:
        form = BuyForm(fields | {"executed_at": text}, portfolio=portfolio)
        assert form.is_valid(), (text, form.errors)
        assert form.cleaned_data["executed_at"] == at, text
    for text, message in [
        ("2024-03-31T02:30", "skipped"), ("1999-12-31", "lies before 2009-01-03"),
        ("2999-01-01", "lies in the future"), ("2024-02-30", "valid date"),
        ("02.01.2024", "valid date"), ("", "required"),
    ]:  # fmt: skip
        form = BuyForm(fields | {"executed_at": text}, portfolio=portfolio)
        assert not form.is_valid(), text
        assert message in str(form.errors["executed_at"]), text


def test_a_unit_beside_a_number_must_be_that_of_its_asset(portfolio):
    for slug in ("bitcoin", "solana"):
        make_asset(slug)
    symbol = make_asset("solana").symbol
    fields = {"account": portfolio.accounts.get().pk, "executed_at": "2024-01-02",
              "asset": "solana", "money": "USD"}  # fmt: skip
    for figures, wrong in [
        ({"quantity": f"2 {symbol}", "price": "$5", "fee_quantity": "1 USD"}, set()),
        ({"quantity": "2 BTC", "price": "$5"}, {"quantity"}),
        ({"quantity": "2", "price": "€5"}, {"price"}),
        ({"quantity": "2", "total": f"10 {symbol}"}, {"total"}),
        ({"quantity": "2", "price": "5", "fee_quantity": "1 EUR"}, {"fee_quantity"}),
        ({"quantity": "2 %", "price": "5"}, {"quantity"}),
    ]:
        form = BuyForm(fields | figures, portfolio=portfolio)
        form.is_valid()
        assert form.errors.keys() == wrong, figures


def test_every_tab_asks_for_its_time(portfolio):
    for kind in FORMS:
        empty = kind({}, portfolio=portfolio)
        assert not empty.is_valid()
        assert {"executed_at", "account"} <= empty.errors.keys(), kind


def test_a_leg_without_its_quantity_has_no_asset(portfolio):
    make_asset("bitcoin")
    form = TransactionForm(
        {"executed_at": "2024-01-02", "account": portfolio.accounts.get().pk, "type": "airdrop",
         "received_asset": "bitcoin", "received_quantity": "1,5", "sent_asset": "bitcoin",
         "fee_asset": "bitcoin", "net_worth_asset": "USD"},
        portfolio=portfolio,
    )  # fmt: skip
    assert form.is_valid(), form.errors
    columns = form.columns()
    assert (columns["received_asset"].slug, columns["received_quantity"]) == (
        "bitcoin", Decimal("1.5"),
    )  # fmt: skip
    assert {columns[f"{leg}_asset"] for leg in ("sent", "fee", "net_worth")} == {None}
