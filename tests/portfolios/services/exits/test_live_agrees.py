"""The live path and `manage.py rehearse` say the same of the same plan and prices."""

from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from portfolios.exits.machine import arm, step
from portfolios.exits.types import FIXED
from tests.factories import make_asset, make_market, make_portfolio
from tests.portfolios.exits.strategies import ASSETS, SIZES, paths, plans
from tests.portfolios.services.exits.plans_live import LivePlan, hold

NAMES = {"BTC": "bitcoin", "ETH": "ethereum"}


def as_live(rules):
    """What both can say: all armed before the first price, entries only where they are used."""
    return [
        replace(
            rule, armed_at=None, expires_at=None,
            entry_price=None if rule.kind in FIXED and rule.percent is None else rule.entry_price,
        )
        for rule in rules
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(plan=plans(), path=paths())
def test_the_same_plan_over_the_same_prices_fires_the_same(django_user_model, plan, path):
    rules = as_live(plan)
    with transaction.atomic():
        owner = django_user_model.objects.create_user("live@example.org", "x")
        make_market()
        portfolio = make_portfolio(owner)
        assets = {name: make_asset(slug) for name, slug in NAMES.items()}
        for name, asset in assets.items():
            hold(portfolio, asset, SIZES[name])
        # Under every price that puts a rule in force: the pure rules see no price when armed.
        start = dict.fromkeys(ASSETS, 1.0)
        live = LivePlan(rules, portfolio=portfolio, assets=assets, start=start)
        state = arm(rules)
        for price in path:
            state, fired = step(state, price)
            expected = [watch.rule.id for watch in fired]
            assert live.step(price.asset, price.amount) == expected
        watches = {w.rule.id: w for group in state.watches.values() for w in group}
        assert live.outcome() == {
            key: (
                watch.status.value,
                None if watch.fired_by is None else watch.fired_by.amount,
                watch.sold,
            )
            for key, watch in watches.items()
        }
        transaction.set_rollback(True)
