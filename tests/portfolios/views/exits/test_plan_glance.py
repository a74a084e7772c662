"""The exit plan at a glance: ladders, and what its stops and targets would bring."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portfolios.models import Portfolio
from portfolios.services.exits.triggers import arm_trigger
from portfolios.services.sharing.portfolios import change_portfolio
from tests.factories import make_asset, make_portfolio, set_price
from tests.portfolios.services.exits.plans_live import hold


def plan_of(client, portfolio):
    answer = client.get(reverse("portfolios:plan", args=[portfolio.pk]))
    return answer.context["plan"], answer.content.decode()


def arm(portfolio, slug, kind, level=None, **terms):
    return arm_trigger(
        portfolio, user=portfolio.owner, asset=make_asset(slug), kind=kind,
        level=level and Decimal(level), **terms,
    )  # fmt: skip


def test_sums_tell_what_each_side_brings_against_now_and_against_cost(as_alice, full):
    arm(full, "bitcoin", "stop_loss", "50000")
    arm(full, "bitcoin", "take_profit", "80000", share=Decimal("0.5"))
    arm(full, "ethereum", "take_profit", "3000", share=Decimal("0.25"))
    plan, page = plan_of(as_alice, full)
    # 0.5 BTC bought for 20000 and worth 30000; 2 ETH bought for 3000 and worth 4000.
    assert (plan.stops.proceeds, plan.stops.against_now, plan.stops.against_cost) == (
        25000, -5000, 5000
    )  # fmt: skip
    assert (plan.targets.proceeds, plan.targets.against_now) == (20000 + 1500, 5000 + 500)
    assert plan.targets.against_cost == 10000 + 750
    assert "$21,500.00" in page
    assert plan.assets[0].targets.share == Decimal("0.5")


def test_a_group_sells_its_position_once(as_alice, full):
    for level in ("55000", "50000"):
        arm(full, "bitcoin", "stop_loss", level, group="exit")
    plan, _ = plan_of(as_alice, full)
    assert plan.stops.proceeds == Decimal("27500")


def test_what_is_not_in_force_is_in_no_sum_and_said(as_alice, full):
    arm(full, "bitcoin", "break_even", entry_price=Decimal(50000), activate_at=Decimal(90000))
    plan, page = plan_of(as_alice, full)
    assert (plan.stops, plan.targets, plan.waiting) == (None, None, 1)
    assert 'class="ladder' not in page


def test_the_ladder_says_in_words_what_it_shows(as_alice, full):
    arm(full, "bitcoin", "stop_loss", "50000")
    arm(full, "bitcoin", "take_profit", "80000")
    _, page = plan_of(as_alice, full)
    said = "BTC from low to high: avg. cost $40,000, stop $50,000, now $60,000, target $80,000"
    assert page.count(f'aria-label="{said}"') == 3
    assert "style=" not in page.split('class="ladder', 1)[1].split("</svg>")[0]


def test_an_asset_that_is_only_watched_has_a_ladder_and_no_sums(as_alice, full):
    make_asset("solana", price=100.0)
    arm(full, "solana", "price_above", "150")
    plan, page = plan_of(as_alice, full)
    assert (plan.stops, plan.targets) == (None, None)
    assert "SOL from low to high: now $100.00, alert $150.00" in page


def test_sums_are_in_the_currency_of_the_figures(as_alice, full, at_commit):
    make_asset("eur", price=1.25)
    arm(full, "bitcoin", "stop_loss", "50000")
    with at_commit():
        change_portfolio(full, currency=make_asset("eur"))
    plan, page = plan_of(as_alice, Portfolio.objects.get(pk=full.pk))
    assert plan.stops.proceeds == Decimal(20000)
    assert plan.stops.against_now == Decimal(-4000)
    assert "€20,000.00" in page


def test_a_trail_wider_than_its_mark_sells_nothing(as_alice, full):
    trigger = arm(full, "bitcoin", "trailing_stop", trail_amount=Decimal(70000))
    trigger.high_water.high = 60000.0
    trigger.high_water.save()
    plan, _ = plan_of(as_alice, full)
    assert plan.stops is None


def test_positions_without_a_plan_have_a_start_for_whoever_may_change(as_alice, full, client, bob):
    _, page = plan_of(as_alice, full)
    assert 'aria-label="Plan an exit of BTC"' in page
    client.force_login(bob)
    _, page = plan_of(client, full)
    assert "Positions without a plan" in page
    assert "Plan an exit of" not in page


@pytest.mark.parametrize("currency", ["usd", "eur"])
def test_many_positions_and_levels_take_as_many_queries_as_few(as_alice, alice, market, currency):
    make_asset("eur", price=1.25)
    counts = []
    for size in (2, 20):
        portfolio = make_portfolio(alice, name=f"P{size}", currency=currency)
        for number in range(size):
            asset = make_asset(f"coin-{size}-{number}", price=100.0)
            hold(portfolio, asset, Decimal(1))
            for kind, level in (("stop_loss", 50), ("stop_loss", 40), ("take_profit", 300)):
                arm(portfolio, asset.slug, kind, level, group="exit")
            arm(portfolio, asset.slug, "trailing_stop", trail_percent=Decimal("0.5"))
            set_price(asset, 100.0)
        path = reverse("portfolios:plan", args=[portfolio.pk])
        as_alice.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert as_alice.get(path).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[0] <= 15
