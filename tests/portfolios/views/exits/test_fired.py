"""What fired: what a sale would have done since, and the form that records one."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from portfolios.models import Account, Alert, Balance, Transaction, Trigger
from portfolios.selectors.exits.fired import sale_after
from portfolios.services.exits.claims import claim_triggers
from portfolios.services.exits.triggers import arm_trigger, rearm_trigger
from portfolios.services.ledger.transactions import record_transaction
from tests.factories import make_asset, make_portfolio, set_price


def fire(portfolio, kind="stop_loss", level=50000, *, price=49000.0, share="0.5"):
    trigger = arm_trigger(
        portfolio, user=portfolio.owner, asset=make_asset("bitcoin"), kind=kind,
        level=Decimal(level), share=Decimal(share),
    )  # fmt: skip
    set_price(make_asset("bitcoin"), price)
    claim_triggers()
    return Alert.objects.get(trigger=trigger)


@pytest.fixture
def fired(full):
    return fire(full)


def plan_of(client, portfolio):
    answer = client.get(reverse("portfolios:plan", args=[portfolio.pk]))
    return answer.context["plan"], answer.content.decode()


def shown_by(answer):
    """What the form's inputs hold."""
    return {bound.name: bound.value() for bound in answer.context["form"]}


def sale_path(alert):
    return reverse("portfolios:add", args=[alert.portfolio_id]) + f"?alert={alert.pk}"


@pytest.mark.parametrize(
    ("now", "kept", "said"),
    [
        (40000.0, 2250, "would have kept <strong>$2,250.00</strong> more"),
        (53000.0, -1000, "would have given up <strong>$1,000.00</strong>"),
    ],
)
def test_the_plan_tells_what_selling_then_would_have_done(as_alice, full, fired, now, kept, said):
    set_price(make_asset("bitcoin"), now)
    plan, page = plan_of(as_alice, full)
    (row,) = plan.fired
    assert (row.price, row.price_now, row.kept) == (49000, Decimal(now), kept)
    assert row.change == pytest.approx(Decimal(now) / 49000 - 1)
    assert said in page
    assert plan.ended == []


def test_without_a_price_now_nothing_is_said_of_it(as_alice, full, fired):
    make_asset("bitcoin").quote.delete()
    plan, page = plan_of(as_alice, full)
    assert plan.fired[0].kept is None
    assert "No price now" in page


def test_a_price_alert_sells_nothing_and_has_no_sale(as_alice, full):
    alert = fire(full, "price_below", 55000, share="1")
    plan, page = plan_of(as_alice, full)
    assert plan.fired[0].kept is None
    assert "Record this sale" not in page
    assert as_alice.get(sale_path(alert)).status_code == 404


def test_only_the_last_firing_is_armed_again(as_alice, full, fired):
    rearm_trigger(Trigger.objects.get(), user=full.owner, level=Decimal(45000))
    plan, page = plan_of(as_alice, full)
    assert not plan.fired[0].can_arm_again
    assert "Arm again" not in page


def test_a_sale_is_filled_in_and_recorded_only_when_saved(as_alice, full, fired):
    path = sale_path(fired)
    for page in (plan_of(as_alice, full)[1], as_alice.get("/alerts/").content.decode()):
        assert f'href="{path}"' in page
    answer = as_alice.get(path)
    shown = shown_by(answer)
    assert (shown["type"], shown["sent_asset"], shown["sent_quantity"]) == (
        "sell",
        "bitcoin",
        "0.25",
    )
    assert (shown["received_asset"], shown["received_quantity"]) == ("usd", "12250")
    assert shown["account"] == full.accounts.get(name="Main").pk
    assert f"After alert {fired.pk}: Stop-loss of BTC" in shown["note"]
    assert "Nothing is recorded until you save" in answer.content.decode()
    assert not Transaction.objects.filter(type="sell").exists()
    sent = {name: value for name, value in shown.items() if value is not None}
    assert as_alice.post(path, sent).status_code == 302
    row = Transaction.objects.get(type="sell")
    assert (row.sent_quantity, row.received_quantity) == (Decimal("0.25"), 12250)
    assert row.executed_at == fired.fired_at.replace(microsecond=0)
    again = as_alice.get(path)
    assert again.context["sale"].recorded == row.pk
    assert "stands in the ledger already" in again.content.decode()


def test_a_sale_that_was_noted_in_another_language_is_known(full, fired, settings, monkeypatch):
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    speaker = translation._trans
    monkeypatch.setattr(speaker, "gettext", lambda text: f"{translation.get_language()}:{text}")
    with translation.override("de"):
        sale = sale_after(fired)
    assert sale.note.startswith(f"de:After alert {fired.pk}: ")
    row = record_transaction(
        full, user=full.owner, type="sell", account=sale.account, executed_at=sale.at,
        sent_asset=fired.asset, sent_quantity=sale.quantity,
        received_asset=sale.currency, received_quantity=sale.proceeds, note=sale.note,
    )  # fmt: skip
    assert sale_after(fired).recorded == row.pk


def test_where_several_accounts_hold_it_the_person_chooses(as_alice, full, fired):
    other = Account.objects.create(portfolio=full, name="Cold")
    Balance.objects.create(
        portfolio=full, account=other, asset=make_asset("bitcoin"), quantity=Decimal(1)
    )
    answer = as_alice.get(sale_path(fired))
    assert "account" not in answer.context["form"].initial
    assert "Several accounts hold it" in answer.content.decode()


def test_proceeds_are_in_the_portfolios_currency_at_the_rate_of_then(as_alice, full):
    full.currency = make_asset("eur", price=1.25)
    full.save()
    alert = fire(full, level=40000, price=49000.0)
    set_price(make_asset("eur"), 2.0)
    shown = shown_by(as_alice.get(sale_path(alert)))
    assert (shown["received_asset"], shown["received_quantity"]) == ("eur", "9800")


def test_a_sale_of_what_the_portfolio_counts_in_is_for_dollars(as_alice, full):
    alert = fire(full)
    full.currency = make_asset("bitcoin")
    full.save()
    shown = shown_by(as_alice.get(sale_path(alert)))
    assert shown["received_asset"] == "usd"


@pytest.mark.parametrize("asked", ["0", "x", "9" * 30, "-1", ""])
def test_an_alert_that_is_none_is_not_found(as_alice, full, asked):
    path = reverse("portfolios:add", args=[full.pk])
    assert as_alice.get(path, {"alert": asked}).status_code == 404


def test_others_see_no_sale_of_it(fired, full, client, bob, charlie):
    client.force_login(bob)
    assert "Record this sale" not in client.get("/alerts/").content.decode()
    assert "Record this sale" not in plan_of(client, full)[1]
    assert client.get(sale_path(fired)).status_code == 403
    client.force_login(charlie)
    assert client.get(sale_path(fired)).status_code == 404


def test_an_alert_of_another_portfolio_is_not_found(as_alice, full, fired, alice):
    other = make_portfolio(alice, name="Other")
    path = reverse("portfolios:add", args=[other.pk])
    assert as_alice.get(path, {"alert": fired.pk}).status_code == 404
