"""A world that is put back is the one that was made."""

import pytest
from django.db import transaction

from markets.models import Quote
from portfolios.models import Disposal, Lot, Portfolio, Transaction
from tests.factories import buy, make_asset, make_market, make_person, make_portfolio
from tests.worlds import World

pytestmark = pytest.mark.django_db


def make() -> None:
    make_market()
    portfolio = make_portfolio(make_person("alice"), name="It's 100%")
    make_asset("bitcoin", price=0.1 + 0.2)
    buy(portfolio, "bitcoin", "0.123456789012345678", dollars="20000")


def rows() -> list:
    models = (Portfolio, Transaction, Lot, Disposal)
    found = [list(model.objects.order_by("pk").values()) for model in models]
    return [*found, list(Quote.objects.order_by("pk").values("asset__slug", "price"))]


def test_what_is_put_back_is_what_was_made():
    world = World(make)
    with transaction.atomic():
        world.enter()
        made = rows()
        transaction.set_rollback(True)
    assert not Portfolio.objects.exists()
    world.enter()
    assert made[0]
    assert rows() == made


def test_keys_that_come_later_are_new():
    world = World(make)
    with transaction.atomic():
        world.enter()
        transaction.set_rollback(True)
    world.enter()
    portfolio = Portfolio.objects.get()
    before = portfolio.transactions.get().pk
    assert buy(portfolio, "bitcoin", "1", dollars="1").pk > before
    assert make_portfolio(portfolio.owner, name="Other").pk > portfolio.pk
