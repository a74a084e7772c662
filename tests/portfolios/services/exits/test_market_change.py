"""A change of the market fires nothing: armed levels are ended and their owners told."""

from decimal import Decimal

import pytest
from django.utils import timezone

from markets.providers.base import QuoteRecord
from markets.services import ingest_quotes
from portfolios.models import Alert, HighWater, Notice, Trigger
from portfolios.services.exits.triggers import arm_trigger, rearm_trigger
from tests.factories import make_asset
from tests.portfolios.services.exits.plans_live import hold


@pytest.fixture
def armed(portfolio):
    bitcoin = make_asset("bitcoin", price=100.0)
    hold(portfolio, bitcoin, 10, cost=800)
    return [
        arm_trigger(portfolio, user=portfolio.owner, asset=bitcoin, **terms)
        for terms in (
            {"kind": "price_below", "level": Decimal(90)},
            {"kind": "price_above", "level": Decimal(110)},
            {"kind": "trailing_stop", "trail_percent": Decimal("0.1")},
        )
    ]


def first_price(price: float, *, new_market: bool = True) -> None:
    record = QuoteRecord(ref="bitcoin", price=price, as_of=timezone.now())
    ingest_quotes([record], source="simulated", new_market=new_market)


@pytest.mark.parametrize("price", [60.0, 190.0])
def test_the_new_markets_prices_fire_no_level_of_the_old_ones(armed, alice, price):
    first_price(price)
    assert not Alert.objects.exists()
    assert set(Trigger.objects.values_list("status", flat=True)) == {"cancelled"}
    assert not HighWater.objects.exists()
    notice = Notice.objects.get(kind="provider_stale")
    assert (notice.user, notice.title) == (alice, "Savings: 3 levels were disarmed")


def test_what_is_armed_again_fires_by_the_new_prices(armed, alice):
    first_price(60.0)
    rearm_trigger(armed[0], user=alice, level=Decimal(55))
    first_price(50.0, new_market=False)
    assert Alert.objects.get().trigger_id == armed[0].pk


def test_an_ordinary_refresh_disarms_nothing(armed):
    first_price(101.0, new_market=False)
    assert Trigger.objects.armed().count() == 3
