"""What a carried gift or its receipt would do: the same as once it is recorded."""

from datetime import UTC, datetime, timedelta

import pytest

from markets.numbers import quantised
from portfolios.models import Account, Portfolio, PortfolioShare
from portfolios.services.books.previews import preview_row
from portfolios.services.ledger.transactions import change_transaction, record_transaction
from portfolios.services.sharing.portfolios import change_portfolio
from tests.factories import make_asset, make_portfolio, set_closes
from tests.portfolios.books import record
from tests.portfolios.services.books.test_previews import draft

START = datetime(2024, 1, 1, tzinfo=UTC)
GIVEN, CAME = "2025-03-01T12:00Z", "2025-03-02T12:00Z"


@pytest.fixture
def prices(market):
    days = [START.date() + timedelta(days=number) for number in range(500)]
    set_closes(make_asset("bitcoin"), {day: 100.0 if day.year == 2024 else 300.0 for day in days})
    # A euro is 2 dollars in 2024 and 1 from 2025 on.
    set_closes(make_asset("eur"), {day: 2.0 if day.year == 2024 else 1.0 for day in days})


@pytest.fixture
def mine(portfolio, prices, at_commit):
    """Bought for 40 and for 100, a coin each."""
    with at_commit():
        record(portfolio, "2024-05-01T12:00Z", "buy", sent="40 usd", received="1 bitcoin")
        record(portfolio, "2024-06-01T12:00Z", "buy", sent="100 usd", received="1 bitcoin")
    return Portfolio.objects.get(pk=portfolio.pk)


@pytest.fixture(params=["usd", "eur"])
def hers(alice, prices, request):
    return make_portfolio(alice, name="Hers", currency=request.param)


def half(portfolio, at, kind, *, row=None, account=None):
    leg = {"gift_given": "sent", "gift_received": "received"}[kind]
    found = draft(portfolio, at, kind, row=row, **{leg: "1 bitcoin"})
    found.label = "carried"
    found.account = account or found.account
    return found


def columns(row) -> dict:
    names = ("type", "executed_at", "account", "sent_asset", "sent_quantity", "received_asset",
             "received_quantity", "label")  # fmt: skip
    return {name: getattr(row, name) for name in names}


def assert_told(portfolio, row, at_commit, *, unit_cost=None, gain=None) -> None:
    """The preview of a row, and what recording it then does."""
    found = preview_row(portfolio, row, user=portfolio.owner)
    (effect,) = found.effects
    assert (effect.opened_unit_cost, effect.gain, found.problems) == (unit_cost, gain, [])
    with at_commit():
        record_transaction(portfolio, user=portfolio.owner, **columns(row))
    held = portfolio.positions.filter(asset=effect.asset)
    assert sum(one.quantity for one in held) == effect.held_after
    cost = quantised((effect.average_after or 0) * effect.held_after)
    assert sum(one.cost for one in held) == cost


@pytest.mark.parametrize(("method", "dollars"), [("fifo", 40), ("lifo", 100)])
def test_a_receipt_from_another_portfolio_opens_the_lot_that_was_given(
    mine, hers, alice, at_commit, method, dollars
):
    """The dollars of 2024 were half a euro each."""
    with at_commit():
        change_portfolio(mine, user=alice, method=method)
        record_transaction(mine, user=alice, **columns(half(mine, GIVEN, "gift_given")))
    rate = 2 if hers.currency.slug == "eur" else 1
    receipt = half(hers, CAME, "gift_received")
    assert_told(hers, receipt, at_commit, unit_cost=dollars / rate)


@pytest.mark.parametrize("hers", ["usd"], indirect=True)
def test_a_receipt_from_a_pool_opens_a_lot_at_its_average(mine, hers, alice, at_commit):
    with at_commit():
        change_portfolio(mine, user=alice, method="average")
        record_transaction(mine, user=alice, **columns(half(mine, GIVEN, "gift_given")))
    assert_told(hers, half(hers, CAME, "gift_received"), at_commit, unit_cost=70)


def test_a_gift_that_was_received_elsewhere_gains_nothing(mine, hers, alice, at_commit):
    with at_commit():
        record_transaction(hers, user=alice, **columns(half(hers, CAME, "gift_received")))
    assert_told(mine, half(mine, GIVEN, "gift_given"), at_commit, gain=0)
    assert [lot.cost for lot in hers.lots.all()] == [20 if hers.currency.slug == "eur" else 40]


def test_both_halves_in_one_portfolio(mine, alice, at_commit):
    with at_commit():
        record_transaction(mine, user=alice, **columns(half(mine, GIVEN, "gift_given")))
    wallet = Account.objects.create(portfolio=mine, name="Wallet")
    receipt = half(mine, CAME, "gift_received", account=wallet)
    assert_told(mine, receipt, at_commit, unit_cost=40)


def test_a_row_that_is_changed_to_carry_takes_what_it_was_given(mine, hers, alice, at_commit):
    receipt = half(hers, CAME, "gift_received")
    receipt.label = ""
    with at_commit():
        record_transaction(mine, user=alice, **columns(half(mine, GIVEN, "gift_given")))
        row = record_transaction(hers, user=alice, **columns(receipt))
    assert hers.lots.get().cost == 300
    changed = half(hers, CAME, "gift_received", row=hers.transactions.get())
    (effect,) = preview_row(hers, changed, user=alice).effects
    with at_commit():
        change_transaction(row, user=alice, label="carried")
    assert effect.opened_unit_cost == hers.lots.get().cost < 300
    back = hers.transactions.get()
    back.label = ""
    (effect,) = preview_row(hers, back, user=alice).effects
    assert effect.opened_unit_cost == 300


def test_an_editor_learns_nothing_of_what_the_owner_paid_elsewhere(
    mine, hers, alice, bob, at_commit
):
    PortfolioShare.objects.create(portfolio=hers, user=bob, role="editor")
    with at_commit():
        record_transaction(mine, user=alice, **columns(half(mine, GIVEN, "gift_given")))
    found = preview_row(hers, half(hers, CAME, "gift_received"), user=bob)
    assert found.effects[0].opened_unit_cost == 300
    assert "No other half" in found.problems[0]
