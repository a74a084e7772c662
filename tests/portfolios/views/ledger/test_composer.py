"""The composer: rows as people think of them, by tabs."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from portfolios.models import Account, Transaction
from tests.factories import buy, make_asset, set_closes
from tests.portfolios.books import record

AT = "2026-01-02T10:00"


@pytest.fixture
def path(full):
    return reverse("portfolios:add", args=[full.pk])


@pytest.fixture
def trade(full):
    """A purchase, without its figures."""
    return {"tab": "buy", "asset": "bitcoin", "money": "USD", "executed_at": AT,
            "account": full.accounts.get().pk}  # fmt: skip


def added(full):
    return full.transactions.order_by("pk").last()


@pytest.mark.parametrize(
    "figures",
    [{"quantity": "0.5", "price": "20,000"}, {"quantity": ".5", "total": "$10k"},
     {"price": "20000", "total": "10 000"},
     {"quantity": "0.5", "price": "20000", "total": "10000"}],
)  # fmt: skip
def test_any_two_of_quantity_price_and_total_give_the_third(as_alice, full, path, trade, figures):
    assert as_alice.post(path, trade | figures).status_code == 302
    row = added(full)
    assert (row.type, row.received_asset.slug, row.sent_asset.slug) == ("buy", "bitcoin", "usd")
    assert (row.received_quantity, row.sent_quantity) == (Decimal("0.5"), 10000)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_an_instant_at_the_ends_of_the_calendar_is_refused(as_alice, full, path, trade, zone):
    type(full).objects.update(time_zone=zone)
    figures = {"quantity": "1", "price": "2"}
    count = full.transactions.count()
    for at in ("0001-01-01", "0001-01-01T00:30", "9999-12-31", "9999-12-31T23:30"):
        answer = as_alice.post(path, trade | figures | {"executed_at": at})
        assert (answer.status_code, full.transactions.count()) == (200, count), at
        preview = as_alice.post(
            reverse("portfolios:preview_entry", args=[full.pk]), trade | {"executed_at": at}
        )
        assert preview.status_code == 200, at


def test_a_total_that_is_not_quantity_times_price_is_asked_about(as_alice, full, path, trade):
    figures = {"quantity": "2", "price": "30000", "total": "50000"}
    form = as_alice.post(path, trade | figures).context["form"]
    assert "2 at 30,000 is 60,000, not 50,000" in form.errors["total"][0]
    ((value, _),) = form["total"].choices
    assert as_alice.post(path, trade | figures | {"total-pick": value}).status_code == 302
    assert added(full).sent_quantity == 60000


def test_a_third_that_does_not_end_is_rounded_where_digits_end_and_nowhere_else(
    as_alice, full, path, trade
):
    assert as_alice.post(path, trade | {"price": "3", "total": "1"}).status_code == 302
    row = added(full)
    assert (row.received_quantity, row.sent_quantity) == (Decimal("0." + "3" * 18), 1)
    # What the form shows of it is accepted as it stands.
    edit = reverse("portfolios:edit", args=[full.pk, row.pk])
    shown = {bound.name: bound.value() for bound in as_alice.get(edit).context["form"]}
    sent = {name: value for name, value in shown.items() if value is not None}
    sent["price_is_right"] = "on"
    assert as_alice.post(edit, sent | {"tab": "buy", "note": "same"}).status_code == 302
    row.refresh_from_db()
    assert (row.received_quantity, row.note) == (Decimal("0." + "3" * 18), "same")


@pytest.mark.parametrize("figures", [{}, {"price": "5"}, {"quantity": "0", "total": "5"}])
def test_too_few_figures_are_named(as_alice, full, path, trade, figures):
    form = as_alice.post(path, trade | figures).context["form"]
    assert form.errors["quantity"]
    assert Transaction.objects.count() == 2


def test_a_price_of_the_day_is_offered_and_taken_by_a_button(as_alice, full, path, trade):
    set_closes(make_asset("bitcoin"), {datetime(2026, 1, 2).date(): 50000.0})
    answer = as_alice.post(path, trade | {"quantity": "0.1"})
    ((value, choice),) = answer.context["form"]["price"].choices
    assert (value, choice.label) == ("50000 ", "Take 50,000")
    assert "close of 2026-01-02" in answer.context["form"].errors["price"][0]
    assert as_alice.post(path, trade | {"quantity": "0.1", "price": "", "price-pick": value})
    assert added(full).sent_quantity == 5000


def test_a_price_that_was_shown_counts_for_its_own_asset_alone(as_alice, full, path, trade):
    for slug, close in (("bitcoin", 50000.0), ("ethereum", 2000.0)):
        set_closes(make_asset(slug), {datetime(2026, 1, 2).date(): close})
    sent = trade | {"quantity": "1", "price": "", "price-pick": "50000 ", "price_is_right": "on"}
    form = as_alice.post(path, sent | {"asset": "ethereum"}).context["form"]
    assert form["price"].choices[0][0] == "2000 "
    form = as_alice.post(path, sent | {"executed_at": "2020-01-02T10:00"}).context["form"]
    assert form.errors["price"] == ["The market's price of then is not known: write yours."]
    assert as_alice.post(path, sent).status_code == 302


def test_of_now_the_quote_is_the_price(as_alice, full, path, trade):
    now = datetime.now(UTC) - timedelta(seconds=1)
    sent = trade | {"quantity": "2", "executed_at": f"{now:%Y-%m-%dT%H:%M:%S}"}
    form = as_alice.post(path, sent).context["form"]
    assert form["price"].choices[0][0] == "60000 "
    assert "quote of" in form.errors["price"][0]


def test_a_price_ten_per_cent_off_is_said_and_can_be_meant(as_alice, full, path, trade):
    set_closes(make_asset("bitcoin"), {datetime(2026, 1, 2).date(): 50000.0})
    figures = trade | {"quantity": "1", "price": "55500"}
    page = as_alice.post(path, figures).content.decode()
    assert "this is 11% over the market" in page
    # On a phone the question is far below what is seen first, and no script scrolls to it.
    assert 'Nothing is recorded yet: <a href="#price-question">' in page
    assert 'id="price-question"' in page
    assert Transaction.objects.count() == 2
    assert as_alice.post(path, figures | {"price_is_right": "on"}).status_code == 302
    assert as_alice.post(path, figures | {"price": "54900"}).status_code == 302


def test_a_sale_takes_the_asset_and_brings_the_money(as_alice, full, path, trade):
    sale = trade | {"tab": "sell", "quantity": "0.1", "price": "60000", "fee_quantity": "2"}
    assert as_alice.post(path, sale).status_code == 302
    row = added(full)
    assert (row.type, row.sent_quantity, row.received_quantity) == ("sell", Decimal("0.1"), 6000)
    assert (row.fee_quantity, row.fee_asset.slug) == (2, "usd")


def test_a_swap_a_reward_and_a_transfer_are_entered(as_alice, full, path):
    base = {"executed_at": AT, "account": full.accounts.get().pk}
    swap = base | {"tab": "swap", "sent_asset": "BTC", "sent_quantity": "0.1",
                   "received_asset": "Ethereum", "received_quantity": "3"}  # fmt: skip
    assert as_alice.post(path, swap).status_code == 302
    assert (added(full).type, added(full).received_quantity) == ("swap", 3)
    reward = base | {"tab": "reward", "type": "mining", "asset": "ETH", "quantity": "0.01"}
    assert as_alice.post(path, reward).status_code == 302
    assert (added(full).type, added(full).received_quantity) == ("mining", Decimal("0.01"))
    transfer = base | {"tab": "transfer", "asset": "ETH", "quantity": "1",
                       "new_to_account": "Ledger"}  # fmt: skip
    assert as_alice.post(path, transfer).status_code == 302
    row = added(full)
    assert (row.type, row.to_account.name) == ("transfer", "Ledger")
    assert row.received_quantity is None
    assert as_alice.post(path, transfer | {"received_quantity": "0.99"}).status_code == 302
    assert full.accounts.filter(name="Ledger").count() == 1
    assert added(full).received_quantity == Decimal("0.99")


def test_to_never_offers_from(as_alice, full, path):
    vault = Account.objects.create(portfolio=full, name="Vault")
    main = full.accounts.get(name="Main")
    form = as_alice.get(path, {"tab": "transfer"}).context["form"]
    assert form["account"].initial == main
    assert set(form.fields["to_account"].queryset) == {vault}
    sent = {"tab": "transfer", "account": vault.pk, "to_account": vault.pk, "asset": "BTC",
            "quantity": "1", "executed_at": AT}  # fmt: skip
    form = as_alice.post(path, sent).context["form"]
    assert form.errors["to_account"] == ["A transfer goes to another account."]
    assert set(form.fields["to_account"].queryset) == {main}


def test_a_new_account_is_made_with_the_row_or_not_at_all(as_alice, full, path, trade):
    figures = {"quantity": "1", "price": "60000", "new_account": "Kraken"}
    faulty = trade | figures | {"executed_at": "2999-01-01T10:00"}
    assert as_alice.post(path, faulty).status_code == 200
    assert not full.accounts.filter(name="Kraken").exists()
    assert as_alice.post(path, trade | figures | {"account": ""}).status_code == 302
    assert added(full).account.name == "Kraken"
    assert as_alice.post(path, trade | figures | {"new_account": "kraken"}).status_code == 302
    assert full.accounts.count() == 2


def test_another_can_be_added_with_the_last_account_and_asset(as_alice, full, path, trade):
    other = Account.objects.create(portfolio=full, name="Other")
    sent = trade | {"asset": "ETH", "quantity": "1", "price": "2000", "then": "another",
                    "account": other.pk, "money": "USD"}  # fmt: skip
    answer = as_alice.post(path, sent)
    assert answer["Location"] == f"{path}?tab=buy"
    form = as_alice.get(answer["Location"]).context["form"]
    assert form["asset"].value() == "ethereum"
    assert form["account"].initial == other


@pytest.mark.parametrize("tab", ["buy", "sell", "swap", "transfer", "reward", "more"])
def test_every_tab_is_a_link_and_says_which_it_is(as_alice, full, path, tab):
    page = as_alice.get(path, {"tab": tab}).content.decode()
    assert re.search(rf'href="\?tab={tab}" aria-current="true"', page)
    assert f'name="tab" value="{tab}"' in page


def test_the_balance_is_the_most_that_can_leave(as_alice, full, path, trade):
    page = as_alice.get(path, {"tab": "sell"}).content.decode()
    assert 'name="max"' in page
    sent = trade | {"tab": "sell", "max": "1", "quantity": "", "price": "60000"}
    answer = as_alice.post(path, sent)
    assert answer.context["form"]["quantity"].value() == "0.5"
    assert "Main has 0.5 BTC now." in re.sub(r"\s+", " ", answer.content.decode())
    assert Transaction.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "legs", "tab"),
    [("buy", {"sent": "9 usd", "received": "1 solana"}, "buy"),
     ("sell", {"sent": "0.1 bitcoin", "received": "9 usd"}, "sell"),
     ("swap", {"sent": "0.1 bitcoin", "received": "1 ethereum"}, "swap"),
     ("transfer", {"sent": "0.1 bitcoin", "received": "0.09 bitcoin"}, "transfer"),
     ("mining", {"received": "1 solana", "worth": "4 usd"}, "reward"),
     ("mining", {"received": "1 solana", "fee": "1 usd"}, "more"),
     ("mining", {"received": "1 solana", "worth": "4 eur"}, "more"),
     ("lost", {"sent": "0.1 bitcoin"}, "more")],
)  # fmt: skip
def test_a_row_opens_in_its_tab_and_is_saved_as_it_stands(as_alice, full, kind, legs, tab):
    row = record(full, "2026-01-02T10:00Z", kind, **legs)
    edit = reverse("portfolios:edit", args=[full.pk, row.pk])
    form = as_alice.get(edit).context["form"]
    assert form.tab == tab
    sent = {bound.name: bound.value() for bound in form if bound.value() is not None}
    sent |= {"tab": tab, "note": "Seen", "price_is_right": "on"}
    sent["executed_at"] = AT
    assert as_alice.post(edit, sent).status_code == 302
    before = Transaction.objects.get(pk=row.pk)
    assert before.note == "Seen"
    for name in ("type", "account_id", "to_account_id", "executed_at", "sent_asset_id",
                 "sent_quantity", "received_asset_id", "received_quantity", "fee_asset_id",
                 "fee_quantity", "net_worth_asset_id", "net_worth_amount"):  # fmt: skip
        assert getattr(before, name) == getattr(row, name), name
    assert as_alice.get(edit, {"tab": "more"}).context["form"].tab == "more"


def test_units_beside_figures_are_compared_with_the_asset(as_alice, full, path, trade):
    form = as_alice.post(path, trade | {"quantity": "1 BTC", "total": "€5"}).context["form"]
    assert form.errors["total"] == ["This counts USD, not €."]
    figures = {"quantity": "1 BTC", "total": "$60k"}
    assert as_alice.post(path, trade | figures).status_code == 302
    assert added(full).sent_quantity == 60000
    assert as_alice.post(path, trade | {"quantity": "20%", "total": "1"}).context["form"].errors


def test_the_page_takes_as_many_queries_for_many_rows(as_alice, full, path):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert as_alice.get(path, {"tab": "sell"}).status_code == 200
        return len(captured)

    queries()
    few = queries()
    for _ in range(10):
        buy(full, "bitcoin", "0.1", dollars="6000")
        Account.objects.create(portfolio=full, name=f"A{_}")
    assert queries() <= few
    assert few <= 14
