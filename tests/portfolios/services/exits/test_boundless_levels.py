"""Levels that follow from terms or costs and that no column could hold."""

from decimal import Decimal

import pytest

from portfolios.models import Portfolio
from portfolios.services.errors import Refused
from portfolios.services.exits.triggers import arm_trigger, change_trigger
from tests.factories import buy, make_asset

LARGEST = Decimal("999999999999999999999999999999.999999999999999999")


@pytest.fixture
def bitcoin(portfolio, at_commit):
    asset = make_asset("bitcoin", price=1000.0)
    with at_commit():
        buy(portfolio, "bitcoin", "1", dollars="800", ago=10)
    return asset


@pytest.mark.parametrize(
    ("kind", "percent", "entry"),
    [("take_profit", "900", "9e29"), ("price_above", "0.2", "9e29"),
     ("stop_loss", "-0.9", "1e-18"), ("price_below", "-0.5", "1e-18")],
)  # fmt: skip
def test_terms_that_give_such_a_level_are_refused_at_their_field(
    portfolio, bitcoin, kind, percent, entry
):
    terms = {"percent": Decimal(percent), "entry_price": Decimal(entry)}
    with pytest.raises(Refused) as refused:
        arm_trigger(portfolio, user=portfolio.owner, asset=bitcoin, kind=kind, **terms)
    assert list(refused.value.errors) == ["percent"]
    level = arm_trigger(
        portfolio, user=portfolio.owner, asset=bitcoin, kind="take_profit", level=Decimal(2000)
    )
    with pytest.raises(Refused):
        change_trigger(level, user=portfolio.owner, percent=Decimal(900), entry_price=LARGEST)


def test_a_cost_beyond_all_bounds_keeps_no_books_from_being_rebuilt(portfolio, bitcoin, at_commit):
    for kind, terms in (("take_profit", {"percent": Decimal(1)}), ("break_even", {})):
        arm_trigger(
            portfolio, user=portfolio.owner, asset=bitcoin, kind=kind, basis="average_cost", **terms
        )
    with at_commit():
        buy(portfolio, "bitcoin", "0.000000000000000001", dollars=f"{9 * 10**29}", ago=5)
        buy(portfolio, "bitcoin", "0.1", dollars=f"{9 * 10**29}", ago=4)
    assert Portfolio.objects.get(pk=portfolio.pk).books_are_current
    levels = dict(portfolio.triggers.values_list("kind", "level"))
    assert levels == {"take_profit": LARGEST, "break_even": LARGEST}
    with pytest.raises(Refused) as refused:
        arm_trigger(
            portfolio, user=portfolio.owner, asset=bitcoin, kind="break_even", basis="average_cost"
        )
    assert list(refused.value.errors) == ["basis"]
