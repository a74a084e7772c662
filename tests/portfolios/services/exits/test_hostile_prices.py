"""A vendor that lies about coins with armed stops: nothing fires but at a true price, and once."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from markets.models import Asset, Market, Quote
from markets.providers.budget import redis_client
from markets.services import refresh_quotes, sync_assets
from portfolios.models import Alert
from portfolios.services.exits.triggers import arm_trigger
from tests.factories import buy
from tests.markets.fake_coingecko import FakeCoinGecko, coin

NOW = datetime.now(UTC)
TRUE = {"bitcoin": 60_000.0, "ethereum": 2_000.0}


@pytest.fixture
def fake():
    server = FakeCoinGecko()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def market(db, settings, fake):
    """CoinGecko's, which is the fake one, with a hundred coins that nobody holds."""
    redis_client(settings.REDIS_URL).flushdb()
    settings.COINGECKO_URL, settings.QUOTE_PROVIDERS = fake.url, []
    settings.COINGECKO_PLAN, settings.COINGECKO_PER_MINUTE = "keyless", 1000
    settings.QUOTE_STALE_AFTER = 7 * 3600
    others = {f"coin-{n}": float(n) for n in range(1, 101)}
    fake.coins = [
        coin(slug, symbol=slug[-4:], name=f"The {slug}", current_price=price, high_24h=None,
             low_24h=None, last_updated=(NOW - timedelta(hours=6)).isoformat())
        for slug, price in (TRUE | others).items()
    ]  # fmt: skip
    market = Market.objects.create(provider="coingecko")
    sync_assets()
    return market


@pytest.fixture
def answer(fake, at_commit):
    """The vendor's next answer, so many minutes after six hours ago."""

    def say(minutes: float, **prices: float) -> int:
        at = NOW - timedelta(hours=6) + timedelta(minutes=minutes)
        for row in fake.coins:
            row["last_updated"] = at.isoformat()
            row["current_price"] = prices.get(row["id"], row["current_price"])
        with at_commit():
            run = refresh_quotes()
        assert run.error == ""
        return run.accepted

    return say


@pytest.fixture
def stops(portfolio, answer, at_commit):
    """Stops a tenth under both coins, which would fire at prices under each other's names."""
    answer(0)
    with at_commit():
        for slug, price in TRUE.items():
            buy(portfolio, slug, "1", dollars=str(price))
    for slug, price in TRUE.items():
        for kind, level in (("stop_loss", 0.9 * price), ("price_above", 1.2 * price)):
            arm_trigger(
                portfolio, user=portfolio.owner, asset=Asset.objects.get(slug=slug), kind=kind,
                level=Decimal(str(level)),
            )  # fmt: skip


def swapped() -> dict[str, float]:
    return dict(zip(TRUE, reversed(TRUE.values()), strict=True))


def test_prices_under_each_others_names_fire_nothing_and_true_ones_once(stops, answer):
    for minutes in (1, 2, 3, 30):
        answer(minutes, **swapped())
    assert not Alert.objects.exists()
    assert dict(Quote.objects.filter(asset__slug__in=TRUE).values_list("asset__slug", "price")) == (
        TRUE
    )
    answer(31, **TRUE)
    assert not Alert.objects.exists()
    for minutes in (32, 33, 34):
        answer(minutes, bitcoin=53_000.0, ethereum=1_790.0)
    fired = Alert.objects.values_list("asset__slug", "price", "trigger__kind")
    assert sorted(fired) == [
        ("bitcoin", 53_000.0, "stop_loss"), ("ethereum", 1_790.0, "stop_loss"),
    ]  # fmt: skip


@pytest.mark.parametrize("factor", [1000.0, 0.001])
def test_all_prices_in_another_unit_fire_nothing_and_true_ones_once(stops, answer, fake, factor):
    true = {row["id"]: row["current_price"] for row in fake.coins}
    for minutes in (1, 2, 3, 30, 59):
        answer(minutes, **{slug: factor * price for slug, price in true.items()})
    assert not Alert.objects.exists()
    answer(60, **true)
    assert not Alert.objects.exists()
    for minutes in (61, 62):
        answer(minutes, ethereum=1_700.0)
    assert list(Alert.objects.values_list("asset__slug", "price")) == [("ethereum", 1_700.0)]


def test_one_price_times_a_thousand_waits_for_its_confirmation(stops, answer):
    answer(1, bitcoin=60e6)
    assert not Alert.objects.exists()
    answer(2, bitcoin=60_100.0)
    answer(3, bitcoin=60e6)
    answer(4, bitcoin=59_900.0)
    assert not Alert.objects.exists()
