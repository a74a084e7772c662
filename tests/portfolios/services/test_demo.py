from datetime import date, timedelta

import pytest

from portfolios.models import Portfolio, User
from portfolios.services.demo import DEMO_EMAIL, create_demo, remove_demo
from tests.factories import make_asset, make_market, set_closes

ASSETS = {
    "bitcoin": 60000.0, "ethereum": 2500.0, "solana": 100.0, "chainlink": 10.0,
    "avalanche-2": 20.0, "uniswap": 5.0, "aave": 100.0, "polkadot": 4.0, "cosmos": 5.0,
    "pax-gold": 2500.0, "dogecoin": 0.1,
}  # fmt: skip


@pytest.fixture
def history(db, monkeypatch):
    """Closes of every asset of the demo for so many days; no provider is asked."""
    monkeypatch.setattr("portfolios.services.demo.backfill_history", lambda asset, since: None)
    make_market()
    make_asset("usd", price=1.0)

    def fill(days):
        for slug, price in ASSETS.items():
            asset = make_asset(slug, price=price)
            set_closes(asset, {date.today() - timedelta(days=n): price for n in range(days)})

    return fill


@pytest.mark.parametrize("days", [740, 365, 100, 0])
def test_the_demo_fits_the_history_there_is(history, days):
    history(days)
    portfolio = create_demo(password="x")
    assert not portfolio.ledgerproblems.exclude(code="missing_price").exists()
    assert portfolio.positions.filter(quantity__lt=0).count() == 0
    assert portfolio.transactions.exists() is (days > 0)


def test_the_whole_demo_shows_every_side_of_the_product(history):
    history(740)
    portfolio = create_demo(password="x")
    kinds = set(portfolio.transactions.values_list("type", flat=True))
    assert kinds == {"buy", "sell", "swap", "transfer", "staking_reward"}
    assert portfolio.accounts.count() == 3
    assert portfolio.triggers.armed().count() == 6
    assert portfolio.dailyvalues.count() > 700


def test_the_demo_goes_with_one_call_and_nothing_else_does(history, alice):
    history(100)
    create_demo(password="x")
    assert remove_demo()
    assert not User.objects.filter(email=DEMO_EMAIL).exists()
    assert not Portfolio.objects.exists()
    assert User.objects.get() == alice
    assert not remove_demo()
