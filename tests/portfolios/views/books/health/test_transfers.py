"""Halves of transfers are joined, and missing ones are added."""

from decimal import Decimal

import pytest

from portfolios.models import (
    Account,
    Portfolio,
    Transaction,
)
from portfolios.services.books.books import rebuild_books
from portfolios.services.sharing.portfolios import change_portfolio
from tests.factories import make_asset
from tests.portfolios.views.books.health.conftest import address, codes, text_of


def test_a_transfer_is_told_where_it_went(portfolio, bitcoin, put, post):
    wallet = Account.objects.create(portfolio=portfolio, name="Vault")
    put("2024-01-02T12:00Z", "buy", sent="100 usd", received="1 bitcoin")
    moved = put("2024-02-01T12:00Z", "transfer", sent="1 bitcoin")
    Transaction.objects.filter(pk=moved.pk).update(to_account=None)
    rebuild_books(portfolio.pk)
    assert codes(portfolio) == ["unmatched_transfer"]
    post(
        "repair", code="unmatched_transfer", transaction=moved.pk, asset="bitcoin",
        to_account=wallet.pk,
    )  # fmt: skip
    assert codes(portfolio) == []
    assert portfolio.balances.get(asset=bitcoin).account == wallet


@pytest.fixture
def halves(portfolio, bitcoin, put):
    """A withdrawal from Main and its arrival in a vault."""
    vault = Account.objects.create(portfolio=portfolio, name="Vault")
    put("2024-01-02T12:00Z", "buy", sent="100 usd", received="1 bitcoin")
    gone = put("2024-02-01T12:00Z", "withdrawal", sent="1 bitcoin")
    come = put("2024-02-01T13:00Z", "deposit", received="0.999 bitcoin", account=vault)
    return gone, come


def test_a_withdrawal_and_its_deposit_are_joined_and_keep_the_lot_s_cost(
    as_alice, portfolio, halves, post
):
    gone, come = halves
    assert "Likely transfers" in text_of(as_alice.get(address("health", portfolio)))
    page = post("join", withdrawal=gone.pk, deposit=come.pk)
    assert "one transfer now" in page
    assert "Likely transfers" not in page
    row = Transaction.objects.get(pk=gone.pk)
    assert (row.type, row.to_account, row.received_quantity) == (
        "transfer", come.account, Decimal("0.999"),
    )  # fmt: skip
    assert not Transaction.objects.filter(pk=come.pk).exists()
    lot = portfolio.lots.get(account=come.account, remaining__gt=0)
    assert (lot.cost, lot.acquired_at.day) == (Decimal("99.9"), 2)
    assert portfolio.fees.get().quantity == Decimal("0.001")


def test_rows_that_do_not_fit_are_not_joined(portfolio, halves, post):
    gone, come = halves
    assert "do not fit" in post("join", withdrawal=come.pk, deposit=gone.pk)
    key = come.pk
    come.delete()
    assert "not there any more" in post("join", withdrawal=gone.pk, deposit=key)
    assert Transaction.objects.get(pk=gone.pk).type == "withdrawal"


def test_rows_of_another_portfolio_are_never_joined(as_charlie, charlie, halves):
    own = Portfolio.objects.create(
        owner=charlie, name="Own", currency=make_asset("usd")
    )  # fmt: skip
    gone, come = halves
    as_charlie.post(address("join", own), {"withdrawal": gone.pk, "deposit": come.pk})
    assert Transaction.objects.filter(pk=come.pk).exists()


def test_two_trades_are_not_suggested_as_a_transfer_again(portfolio, halves, post):
    gone, _ = halves
    page = post("dismiss", code="suggested_transfer", transaction=gone.pk)
    assert "Likely transfers" not in page
    assert "Suggested transfer" in page


@pytest.fixture
def kraken(portfolio):
    """A second account, which shares its lots with the first."""
    Portfolio.objects.update(scope="portfolio")
    portfolio.refresh_from_db()
    return Account.objects.create(portfolio=portfolio, name="Kraken")


@pytest.fixture
def unrecorded(portfolio, bitcoin, put, kraken):
    """A sale in Kraken of coins that lie in Main: no row says how they came there."""
    put("2024-01-15T12:00Z", "buy", sent="40000 usd", received="2 bitcoin")
    return put(
        "2024-02-01T12:00Z", "sell", sent="1.5 bitcoin", received="90000 usd", account=kraken
    )


@pytest.mark.parametrize(
    ("scope", "code"), [("portfolio", "account_overdrawn"), ("account", "missing_acquisition")]
)
def test_coins_that_another_account_held_come_by_a_transfer(
    portfolio, put, post, at_commit, unrecorded, as_alice, scope, code
):
    with at_commit():
        change_portfolio(portfolio, scope=scope)
    assert codes(portfolio) == [code]
    page = text_of(as_alice.get(address("health", portfolio)))
    assert "Main: 1.5 BTC" in page
    main = portfolio.accounts.get(name="Main")
    which = {"code": code, "transaction": unrecorded.pk, "asset": "bitcoin"}
    page = post("repair", **which, from_account=main.pk)
    assert "The transfer was recorded." in page
    assert codes(portfolio) == []
    moved = Transaction.objects.get(type="transfer")
    assert (moved.account, moved.to_account.name) == (main, "Kraken")
    assert moved.sent_quantity == Decimal("1.5")
    balances = {one.account.name: one.quantity for one in portfolio.balances.all()}
    assert balances == {"Main": Decimal("0.5")}
    assert portfolio.disposals.get().cost == Decimal(30000)


def test_a_transfer_from_an_account_that_held_nothing_is_refused(
    portfolio, post, unrecorded, kraken
):
    empty = Account.objects.create(portfolio=portfolio, name="Empty")
    which = {"code": "account_overdrawn", "transaction": unrecorded.pk, "asset": "bitcoin"}
    for account in (empty, kraken):
        assert "did not hold the coins then" in post("repair", **which, from_account=account.pk)
    assert "Account: " in post("repair", **which)
    assert not Transaction.objects.filter(type="transfer").exists()


def test_a_transfer_brings_at_most_what_the_other_account_held(
    portfolio, bitcoin, put, post, kraken
):
    put("2024-01-15T12:00Z", "buy", sent="20000 usd", received="1 bitcoin")
    first = put("2024-02-01T12:00Z", "sell", sent="1 bitcoin", received="9 usd", account=kraken)
    put("2024-02-02T12:00Z", "buy", sent="20000 usd", received="1 bitcoin")
    put("2024-02-03T12:00Z", "sell", sent="1 bitcoin", received="9 usd", account=kraken)
    assert portfolio.ledgerproblems.get().quantity == 2
    main = portfolio.accounts.get(name="Main")
    which = {"code": "account_overdrawn", "asset": "bitcoin"}
    post("repair", **which, transaction=first.pk, from_account=main.pk)
    left = portfolio.ledgerproblems.get()
    assert (left.quantity, left.transaction_id > first.pk) == (1, True)
    post("repair", **which, transaction=left.transaction_id, from_account=main.pk)
    assert codes(portfolio) == []
    assert not portfolio.balances.exists()
