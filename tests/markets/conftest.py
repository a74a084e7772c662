"""Things that many of the markets' tests stand on."""

from datetime import UTC, datetime

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache

from markets.models import Asset, Market
from markets.providers.base import QuoteRecord
from markets.providers.budget import redis_client
from tests.markets.fake_coingecko import FakeCoinGecko
from tests.markets.fake_vendor import FakeVendor


@pytest.fixture
def fake():
    """A CoinGecko of our own on a local port."""
    server = FakeCoinGecko()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def vendor():
    """A vendor of our own on a local port, that a test gives its answers."""
    server = FakeVendor()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def valkey():
    """The run's own Valkey, emptied of what a test leaves there."""
    client = redis_client(django_settings.REDIS_URL)
    for clear in (client.flushdb, cache.clear):
        clear()
    yield client
    for clear in (client.flushdb, cache.clear):
        clear()


@pytest.fixture
def simulated_market(db, settings):
    """A database that holds the simulated market, with nothing in it yet."""
    settings.MARKET_PROVIDER = "simulated"
    return Market.objects.create(provider="simulated", seed=2019)


@pytest.fixture
def live_market(db, settings, fake, valkey):
    """A database that holds CoinGecko's market, which is the fake one."""
    settings.COINGECKO_URL = fake.url
    settings.COINGECKO_PLAN = "demo"
    settings.COINGECKO_API_KEY = "CG-secret"
    settings.COINGECKO_TOP = 250
    return Market.objects.create(provider="coingecko")


@pytest.fixture
def use_source(settings, vendor):
    """Switches a further source on, served by the vendor of the test."""

    def use(name: str, **options) -> None:
        source = {"enabled": True, "url": vendor.url, "per_minute": 0, **options}
        settings.MARKET_SOURCES = {**settings.MARKET_SOURCES, name: source}

    return use


@pytest.fixture
def make_asset(db):
    """Makes an asset by its slug."""

    def make(slug: str, **fields) -> Asset:
        return Asset.objects.create(
            slug=slug, **{"symbol": slug[:4].upper(), "name": slug.title(), **fields}
        )

    return make


@pytest.fixture
def quote_at():
    """Makes a quote record; minutes count from noon of a day in the past."""

    def make(ref: str, price: float | None, *, minute: float = 0, **fields) -> QuoteRecord:
        at = datetime(2026, 4, 7, 12, tzinfo=UTC).timestamp() + 60 * minute
        return QuoteRecord(ref=ref, price=price, as_of=datetime.fromtimestamp(at, tz=UTC), **fields)

    return make
