"""What a sale at an alert would have done since, and the row that records it: by hand."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portfolios.models import Account, Alert, Balance, Transaction
from portfolios.selectors.exits.fired import FIRED_SHOWN, fired_lately, sale_after
from portfolios.services.exits.triggers import arm_trigger
from tests.factories import days_ago, make_asset, make_portfolio, set_price
from tests.portfolios.daily import hold as hold_position


@pytest.fixture
def bitcoin(market):
    return make_asset("bitcoin", price=100.0)


def fire(portfolio, asset, *, kind="stop_loss", level="90", price=80.0, quantity="2", ago=1.0):
    """An alert as a claim would write it, of a trigger that is armed in fact."""
    if not portfolio.positions.filter(asset=asset).exists():
        hold_position(portfolio, asset.slug, quantity, price=None)
    trigger = arm_trigger(
        portfolio, user=portfolio.owner, asset=asset, kind=kind, level=Decimal(level)
    )
    alert = Alert.objects.create(
        portfolio=portfolio, trigger=trigger, kind=kind, asset=asset, price=price,
        fired_at=days_ago(ago), quote_as_of=days_ago(ago), source="test",
        level=Decimal(level), level_usd=trigger.level_usd, quantity=Decimal(quantity),
    )  # fmt: skip
    return Alert.objects.select_related(
        "asset", "portfolio__currency", "portfolio__books_currency", "trigger"
    ).get(pk=alert.pk)


def hold(portfolio, asset, *accounts, quantity=2):
    for name in accounts:
        account, _ = Account.objects.get_or_create(portfolio=portfolio, name=name)
        Balance.objects.create(portfolio=portfolio, account=account, asset=asset, quantity=quantity)


@pytest.mark.parametrize(
    ("kind", "level", "now", "change", "kept", "given_up"),
    [
        ("stop_loss", "90", 60.0, "-0.25", "40", None),  # 2 × (80 − 60)
        ("take_profit", "120", 100.0, "0.25", "-40", "40"),
        ("stop_loss", "90", 80.0, "0", "0", None),
        ("price_below", "90", 60.0, "-0.25", None, None),
        ("price_above", "120", 60.0, "-0.25", None, None),
    ],
)
def test_a_sale_is_compared_with_the_price_of_now(
    portfolio, bitcoin, kind, level, now, change, kept, given_up
):
    fire(portfolio, bitcoin, kind=kind, level=level)
    set_price(bitcoin, now)
    (found,) = fired_lately(portfolio, rate=Decimal(1))
    assert (found.price, found.price_now) == (80, Decimal(now))
    assert found.change == Decimal(change)
    assert found.kept == (kept and Decimal(kept))
    assert found.given_up == (given_up and Decimal(given_up))


def test_money_is_in_the_currency_that_the_rate_is_of(portfolio, bitcoin):
    fire(portfolio, bitcoin)
    set_price(bitcoin, 60.0)
    (found,) = fired_lately(portfolio, rate=Decimal("1.25"))
    # 80, 60 and 40 dollars; a fraction has no currency.
    assert (found.price, found.price_now, found.kept) == (64, 48, 32)
    assert found.change == Decimal("-0.25")


def test_without_a_rate_no_money_is_known_and_without_a_price_that_of_then_is(portfolio, bitcoin):
    fire(portfolio, bitcoin)
    (found,) = fired_lately(portfolio, rate=None)
    assert (found.price, found.price_now, found.change, found.kept) == (None,) * 4
    bitcoin.quote.delete()
    (found,) = fired_lately(portfolio, rate=Decimal(1))
    assert (found.price, found.price_now, found.change, found.kept) == (80, None, None, None)


def test_the_newest_stand_first_and_no_more_than_are_shown(
    portfolio, bitcoin, django_assert_num_queries
):
    first = fire(portfolio, bitcoin, ago=50)
    for number in range(1, FIRED_SHOWN + 3):
        Alert.objects.create(
            portfolio=portfolio, trigger=first.trigger, arming=number + 1, kind="stop_loss",
            asset=bitcoin, price=80.0, fired_at=first.fired_at + timedelta(days=number),
            quote_as_of=first.fired_at, source="test", level_usd=90.0, quantity=1,
        )  # fmt: skip
    with django_assert_num_queries(1):
        found = fired_lately(portfolio, rate=Decimal(1))
        assert {one.can_arm_again for one in found} == {False}
    assert len(found) == FIRED_SHOWN
    instants = [one.alert.fired_at for one in found]
    assert instants == sorted(instants, reverse=True)
    assert instants[0] == first.fired_at + timedelta(days=FIRED_SHOWN + 2)


def test_it_is_armed_again_only_where_it_was_the_last_that_its_trigger_did(portfolio, bitcoin):
    alert = fire(portfolio, bitcoin)
    trigger = alert.trigger
    for status, arming, can in [
        ("armed", 1, False), ("fired", 1, True), ("fired", 2, False), ("cancelled", 1, False),
        ("expired", 1, False),
    ]:  # fmt: skip
        trigger.status, trigger.arming = status, arming
        trigger.save()
        (found,) = fired_lately(portfolio, rate=Decimal(1))
        assert found.can_arm_again is can, (status, arming)


@pytest.mark.parametrize(
    ("price", "quantity", "proceeds"),
    [
        (80.0, "2", "160.00"),
        (80.005, "1", "80.00"),  # half to even, to the cent
        (80.015, "1", "80.02"),
        (0.5, "1.99", "0.99500000"),  # under one unit, a cent would be too coarse
        (0.000004, "3", "0.00001200"),
        (1.0, "1", "1.00"),
    ],
)
def test_proceeds_are_money_to_the_cent(portfolio, bitcoin, price, quantity, proceeds):
    alert = fire(portfolio, bitcoin, price=price, quantity=quantity)
    sale = sale_after(alert)
    assert str(sale.proceeds) == proceeds
    assert (sale.currency.slug, sale.quantity, sale.at) == (
        "usd", Decimal(quantity), alert.fired_at,
    )  # fmt: skip


def test_the_rate_is_that_of_the_level_when_it_fired(alice, bitcoin):
    set_price(make_asset("eur"), 1.25)
    euros = make_portfolio(alice, currency="eur")
    alert = fire(euros, bitcoin, level="72")  # 90 dollars
    set_price(make_asset("eur"), 2.0)
    # 160 ÷ 1.25: the rate that the level had, not that of now.
    assert sale_after(alert).proceeds == 128
    # A level in another currency than the portfolio's of now says nothing of the rate of then.
    alert.trigger.currency = make_asset("usd")
    assert sale_after(alert).proceeds == 80
    alert.trigger.currency, alert.level = euros.currency, None
    assert sale_after(alert).proceeds == 80
    make_asset("eur").quote.delete()
    assert sale_after(alert).proceeds is None


def test_a_sale_of_what_the_portfolio_counts_in_is_for_dollars(alice, bitcoin):
    make_asset("usd")
    coins = make_portfolio(alice, currency="bitcoin")
    alert = fire(coins, bitcoin, kind="take_profit", level="1.5", price=150.0)
    sale = sale_after(alert)
    assert (sale.currency.slug, sale.proceeds) == ("usd", 300)


def test_proceeds_in_a_coin_have_its_places(alice, bitcoin):
    ether = make_asset("ethereum", price=3.0)
    coins = make_portfolio(alice, currency="bitcoin")
    alert = fire(coins, ether, level="0.02", price=2.0, quantity="100")
    # 200 dollars at 100 a bitcoin, to a satoshi.
    assert str(sale_after(alert).proceeds) == "2.00000000"


def test_the_account_is_the_one_that_alone_holds_it(portfolio, bitcoin):
    alert = fire(portfolio, bitcoin)
    assert sale_after(alert).account is None
    hold(portfolio, bitcoin, "Vault")
    hold(portfolio, bitcoin, "Empty", quantity=0)
    hold(portfolio, bitcoin, "Short", quantity=-1)
    hold(portfolio, make_asset("ethereum"), "Main")
    assert sale_after(alert).account.name == "Vault"
    hold(portfolio, bitcoin, "Exchange")
    assert sale_after(alert).account is None


def test_a_row_that_says_it_came_after_this_alert_is_known(portfolio, bitcoin):
    alert = fire(portfolio, bitcoin)
    head = f"After alert {alert.pk}"

    def write(note, *, kind="sell", asset=bitcoin):
        return Transaction.objects.create(
            portfolio=portfolio, account=portfolio.accounts.first(), type=kind, note=note,
            executed_at=days_ago(1), sent_asset=asset, sent_quantity=1,
            received_asset=make_asset("usd"), received_quantity=1,
        )  # fmt: skip

    write(f"{head}0: another alert")
    write(f"Not so {head}: x")
    write(f"{head}: of another asset", asset=make_asset("ethereum"))
    write(f"{head}: no sale", kind="swap")
    assert sale_after(alert).recorded is None
    assert sale_after(alert).note.startswith(f"{head}: Stop-loss of BTC, seen at 80.0 USD")
    row = write(sale_after(alert).note)
    assert sale_after(alert).recorded == row.pk


def test_a_sale_takes_four_queries_at_most(alice, bitcoin, django_assert_max_num_queries):
    set_price(make_asset("eur"), 1.25)
    euros = make_portfolio(alice, currency="eur")
    alert = fire(euros, bitcoin, level="72")
    with django_assert_max_num_queries(4):
        sale_after(alert)
