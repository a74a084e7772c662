"""Prices adjusted for splits and prices far from the market's: at entry, and in data health."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from markets.models import OpenCandle
from portfolios.models import LedgerProblem, Portfolio, Transaction
from portfolios.services.books.books import rebuild_books
from tests.factories import make_asset, set_closes
from tests.portfolios.books import record
from tests.portfolios.services.books.test_books import bytes_of_the_books

START = datetime(2024, 1, 1, tzinfo=UTC)


def days(prices) -> dict:
    return {START.date() + timedelta(days=place): price for place, price in enumerate(prices)}


def codes(portfolio) -> list[str]:
    found = LedgerProblem.objects.filter(portfolio=portfolio).standing()
    return list(found.values_list("code", flat=True))


@pytest.fixture
def bitcoin(market):
    asset = make_asset("bitcoin", price=100.0)
    set_closes(asset, days([100.0, 110.0, 105.0]))
    OpenCandle.objects.filter(asset=asset, day="2024-01-02").update(low=60.0, high=180.0)
    return asset


@pytest.fixture
def form(portfolio, bitcoin):
    return {
        "type": "buy", "executed_at": "2024-01-02T10:00", "account": portfolio.accounts.get().pk,
        "sent_quantity": "11000", "sent_asset": "USD", "received_quantity": "1",
        "received_asset": "bitcoin",
    }  # fmt: skip


def test_the_form_asks_before_it_records_a_price_far_from_the_market_s(as_alice, portfolio, form):
    path = reverse("portfolios:add", args=[portfolio.pk])
    page = as_alice.post(path, form).content.decode()
    assert "A unit of BTC comes to 11,000 USD here, but cost 110 on 2024-01-02" in page
    assert 'name="price_is_right"' in page
    assert not Transaction.objects.exists()
    assert as_alice.post(path, form | {"price_is_right": "on"}).status_code == 302
    row = Transaction.objects.get()
    edit = reverse("portfolios:edit", args=[portfolio.pk, row.pk])
    assert b"A unit of BTC" in as_alice.post(edit, form | {"sent_quantity": "12000"}).content
    assert as_alice.post(edit, form | {"sent_quantity": "110"}).status_code == 302


def test_within_the_day_s_own_range_nothing_is_asked(as_alice, portfolio, form):
    # The close is 110; the day's range runs from 60 to 180.
    path = reverse("portfolios:add", args=[portfolio.pk])
    for near in ("61", "175", "119"):
        assert as_alice.post(path, form | {"sent_quantity": near}).status_code == 302
    for far in ("190", "55"):
        assert b"A unit of BTC" in as_alice.post(path, form | {"sent_quantity": far}).content
    page = as_alice.get(reverse("portfolios:add", args=[portfolio.pk])).content.decode()
    assert 'name="price_is_right"' not in page


def test_data_health_tells_a_price_far_from_the_market_s(as_alice, portfolio, bitcoin, at_commit):
    with at_commit():
        record(portfolio, "2024-01-02T12:00Z", "buy", sent="350 usd", received="1 bitcoin")
        row = record(portfolio, "2024-01-02T12:00Z", "buy", sent="361 usd", received="1 bitcoin")
    problem = portfolio.ledgerproblems.get()
    assert (problem.code, problem.transaction_id) == ("price_far_from_market", row.pk)
    page = as_alice.get(reverse("portfolios:health", args=[portfolio.pk])).content.decode()
    assert "Prices far from the market" in page
    assert "A unit of BTC comes to 361 USD here" in page


def test_another_currency_is_converted(portfolio, bitcoin, at_commit):
    set_closes(make_asset("eur"), days([2.0, 2.0, 2.0]))
    with at_commit():
        record(portfolio, "2024-01-02T12:00Z", "buy", sent="55 eur", received="1 bitcoin")
        record(portfolio, "2024-01-02T13:00Z", "buy", sent="200 eur", received="1 bitcoin")
    assert codes(portfolio) == ["price_far_from_market"]


@pytest.fixture
def split(portfolio, market, at_commit):
    """25 coins of 1000 that became 125 and then 250, with closes adjusted for both splits."""
    coin = make_asset("solana", price=120.0)
    set_closes(coin, days([100.0, 100.0, 100.0, 100.0, 120.0]))
    with at_commit():
        for at, kind, legs in (
            ("2024-01-01T12:00Z", "buy", {"sent": "25000 usd", "received": "25 solana"}),
            ("2024-01-02T12:00Z", "split", {"sent": "25 solana", "received": "125 solana"}),
            ("2024-01-04T12:00Z", "split", {"sent": "125 solana", "received": "250 solana"}),
        ):
            record(portfolio, at, kind, **legs)
    return portfolio


def values(portfolio) -> list:
    rows = portfolio.dailyvalues.filter(day__lte="2024-01-05")
    return [int(value) for value in rows.values_list("value", flat=True)]


def test_adjusted_prices_are_told_and_can_be_said_to_be(as_alice, split, at_commit):
    assert codes(split) == ["prices_adjusted", "prices_adjusted"]
    assert values(split) == [2500, 12500, 12500, 25000, 30000]
    path = reverse("portfolios:health", args=[split.pk])
    page = as_alice.get(path).content.decode()
    assert "look adjusted for the split of 2024-01-02 (25 SOLANA became 125 SOLANA)" in page or (
        "look adjusted for the split of 2024-01-02 (25 SOL became 125 SOL)" in page
    )
    problem = split.ledgerproblems.first()
    with at_commit():
        as_alice.post(
            reverse("portfolios:repair", args=[split.pk]),
            {"code": problem.code, "transaction": problem.transaction_id, "asset": "solana"},
        )
    assert codes(split) == []
    assert values(split) == [25000, 25000, 25000, 25000, 30000]
    # A change is worked in the same way, and a rebuild gives the same.
    with at_commit():
        record(split, "2024-01-05T12:00Z", "sell", sent="50 solana", received="6000 usd")
    before = bytes_of_the_books(split)
    assert values(split)[:4] == [25000] * 4
    rebuild_books(split.pk)
    assert bytes_of_the_books(split) == before
    with at_commit():
        choice = split.dismissals.get()
        as_alice.post(reverse("portfolios:restore", args=[split.pk, choice.pk]))
    assert values(split)[:4] == [2500, 12500, 12500, 25000]
    assert codes(split) == ["prices_adjusted", "prices_adjusted"]


def test_whom_it_was_shared_with_says_nothing_about_prices(as_bob, split):
    problem = split.ledgerproblems.first()
    answer = as_bob.post(
        reverse("portfolios:repair", args=[split.pk]),
        {"code": problem.code, "transaction": problem.transaction_id, "asset": "solana"},
    )
    assert answer.status_code == 403
    assert not Portfolio.objects.get(pk=split.pk).dismissals.exists()


def test_the_api_records_and_warns(as_alice, portfolio, bitcoin):
    body = {
        "portfolio": portfolio.pk, "account": portfolio.accounts.get().pk, "type": "buy",
        "executed_at": "2024-01-02T10:00:00Z", "sent_asset": "usd", "sent_quantity": "11000",
        "received_asset": "bitcoin", "received_quantity": "1",
    }  # fmt: skip
    answer = as_alice.post("/api/v1/transactions/", body, content_type="application/json")
    assert answer.status_code == 201
    assert answer.headers["Tidemark-Warning"].startswith("A unit of BTC comes to 11000 USD here")
    usual = body | {"sent_quantity": "110"}
    answer = as_alice.post("/api/v1/transactions/", usual, content_type="application/json")
    assert "Tidemark-Warning" not in answer.headers
