"""Armed levels on an asset's chart, for those who may see them."""

import json
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from portfolios.services.exits.triggers import arm_trigger
from tests.factories import make_asset, make_portfolio
from tests.portfolios.services.exits.plans_live import hold

SCRIPT = re.compile(r'<script id="own-marks" type="application/json">(.*?)</script>', re.S)


def arm(portfolio, kind, level=None, **terms):
    return arm_trigger(
        portfolio, user=portfolio.owner, asset=make_asset("bitcoin"), kind=kind,
        level=level and Decimal(level), **terms,
    )  # fmt: skip


@pytest.fixture
def planned(full):
    arm(full, "stop_loss", 50000)
    arm(full, "take_profit", 90000)
    arm(full, "price_above", 70000)
    arm(full, "break_even", entry_price=Decimal(40000), activate_at=Decimal(95000))
    trail = arm(full, "trailing_stop", trail_percent=Decimal("0.1"))
    trail.high_water.high = 62000.0
    trail.high_water.save()
    return full


def lines_of(client, path):
    found = SCRIPT.search(client.get(path).content.decode())
    return json.loads(found[1])["levels"] if found else None


def position(portfolio):
    return reverse("portfolios:position", args=[portfolio.pk, "bitcoin"])


ASSET = reverse("markets:asset", args=["bitcoin"])
TOLD = [
    (90000, "Take-profit", "target"), (70000, "Price above", "alert"),
    (55800, "Trailing stop", "trail"), (50000, "Stop-loss", "stop"),
]  # fmt: skip


def test_a_position_and_an_asset_have_what_is_in_force(as_alice, planned):
    for path in (position(planned), ASSET):
        lines = lines_of(as_alice, path)
        assert [(line["price"], line["title"], line["kind"]) for line in lines] == TOLD
    page = as_alice.get(position(planned)).content.decode()
    assert "trailing stop $55,800.00" in page


def test_levels_of_several_portfolios_say_whose_they_are(as_alice, planned, alice):
    other = make_portfolio(alice, name="Other </script>")
    hold(other, make_asset("bitcoin"), Decimal(1))
    arm(other, "stop_loss", 45000)
    titles = [line["title"] for line in lines_of(as_alice, ASSET)]
    assert titles[-2:] == ["Stop-loss · Savings", "Stop-loss · Other </script>"]
    assert [line["title"] for line in lines_of(as_alice, position(other))] == ["Stop-loss"]


def test_lines_in_another_currency_are_drawn_in_dollars(as_alice, full):
    full.currency = make_asset("eur", price=1.25)
    full.save()
    arm(full, "stop_loss", 40000)
    assert lines_of(as_alice, ASSET)[0]["price"] == 50000


def test_whom_it_is_shared_with_sees_them_and_nobody_else(planned, client, bob, charlie):
    assert lines_of(client, ASSET) is None
    client.force_login(bob)
    assert len(lines_of(client, ASSET)) == 4
    client.force_login(charlie)
    assert lines_of(client, ASSET) == []
    assert client.get(position(planned)).status_code == 404


def test_a_position_without_a_plan_offers_to_begin_one(as_alice, full):
    page = as_alice.get(position(full)).content.decode()
    assert "No level is armed on it." in page
    assert reverse("portfolios:ladder", args=[full.pk]) + "?asset=bitcoin" in page
