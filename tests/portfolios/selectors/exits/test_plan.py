"""What is planned on each position, and what its levels are counted from."""

from decimal import Decimal

import pytest

from portfolios.models import Account, Position
from portfolios.selectors.exits.plan import average_cost
from tests.factories import make_asset


def hold(portfolio, quantity, cost, *, account=None):
    Position.objects.create(
        portfolio=portfolio, account=account or portfolio.accounts.first(),
        asset=make_asset("bitcoin"), quantity=Decimal(quantity), cost=Decimal(cost),
        realised=0, income=0, fees=0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("quantity", "cost", "average"),
    [
        ("2", "100", "50"),
        ("3", "100", "33.333333333333333333"),
        ("1", "20000000000", "20000000000"),  # a house in dong
        ("0.000000000000000003", "20000000000", "6666666666666666666666666666.666666666666666667"),
        ("2", "0", None),
        ("2", "-5", None),
        ("-2", "-5", None),
        ("0", "0", None),
    ],
)
def test_the_average_cost_has_the_places_of_a_level(portfolio, quantity, cost, average):
    hold(portfolio, quantity, cost)
    found = average_cost(portfolio, asset=make_asset("bitcoin"))
    assert found == (None if average is None else Decimal(average))


def test_the_average_is_of_all_accounts(portfolio):
    hold(portfolio, 1, 10)
    hold(portfolio, 3, 50, account=Account.objects.create(portfolio=portfolio, name="Vault"))
    assert average_cost(portfolio, asset=make_asset("bitcoin")) == 15
    assert average_cost(portfolio, asset=make_asset("ethereum")) is None
