"""Callers of the API, and a portfolio that alice owns and bob may look at."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from rest_framework.test import APIClient

from markets.models import Asset, OpenCandle, Quote
from portfolios.models import Account, Portfolio, PortfolioShare, Transaction
from portfolios.services.sharing.tokens import create_token

ROOT = "/api/v1/"


@pytest.fixture(autouse=True)
def _fresh_counts():
    cache.clear()


def signed_in(user) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def with_token(user, *, scope="write", days=1, name="script") -> APIClient:
    _, key = create_token(user, name=name, scope=scope, days=days)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client


@pytest.fixture
def as_alice(alice):
    return with_token(alice)


@pytest.fixture
def as_bob(bob):
    return with_token(bob)


@pytest.fixture
def as_charlie(charlie):
    return with_token(charlie)


@pytest.fixture
def assets(db):
    rows = [("usd", "USD", "fiat", 1.0), ("eur", "EUR", "fiat", 1.25),
            ("bitcoin", "BTC", "coin", 60000.0), ("ethereum", "ETH", "coin", 3000.0)]  # fmt: skip
    now = timezone.now()
    for slug, symbol, kind, price in rows:
        asset, _ = Asset.objects.get_or_create(
            slug=slug, defaults={"symbol": symbol, "name": slug.title(), "kind": kind}
        )
        Quote.objects.update_or_create(
            asset=asset,
            defaults={"price": price, "as_of": now, "received_at": now, "source": "test"},
        )
    bitcoin = Asset.objects.get(slug="bitcoin")
    for day in range(1, 6):
        OpenCandle.objects.create(
            asset=bitcoin, day=datetime(2024, 1, day, tzinfo=UTC).date(), close=40000 + day,
            source="test",
        )  # fmt: skip
    return {slug: Asset.objects.get(slug=slug) for slug, *_ in rows}


@pytest.fixture
def portfolio(alice, bob, assets):
    made = Portfolio.objects.create(owner=alice, name="Savings", currency=assets["usd"])
    PortfolioShare.objects.create(portfolio=made, user=bob, role="viewer")
    return made


@pytest.fixture
def account(portfolio):
    return Account.objects.create(portfolio=portfolio, name="Cold")


@pytest.fixture
def row(portfolio, account, assets):
    return deposit(portfolio, account, assets["bitcoin"])


def deposit(portfolio, account, asset, *, quantity=1, at=None):
    return Transaction.objects.create(
        portfolio=portfolio, account=account, type="deposit", received_asset=asset,
        received_quantity=quantity, executed_at=at or timezone.now() - timedelta(days=2),
    )  # fmt: skip


def pointers(response) -> dict[str, str]:
    """The fields at fault, by JSON pointer."""
    assert response["Content-Type"] == "application/problem+json"
    return {error["pointer"]: error["detail"] for error in response.json().get("errors", [])}
