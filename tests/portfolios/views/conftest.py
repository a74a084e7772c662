import pytest

from portfolios.models import Portfolio
from tests.factories import buy, make_asset


@pytest.fixture
def full(portfolio, django_capture_on_commit_callbacks):
    """Alice's portfolio with two positions and current books."""
    for slug, price in (("bitcoin", 60000.0), ("ethereum", 2000.0)):
        make_asset(slug, price=price, circulating_supply=1e6)
    with django_capture_on_commit_callbacks(execute=True):
        buy(portfolio, "bitcoin", "0.5", dollars="20000", ago=20)
        buy(portfolio, "ethereum", "2", dollars="3000", ago=10)
    return Portfolio.objects.get(pk=portfolio.pk)


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def as_bob(client, bob):
    client.force_login(bob)
    return client


@pytest.fixture
def as_charlie(client, charlie):
    client.force_login(charlie)
    return client
