"""The largest quantities that a row may have: what they come to is stored and shown, too."""

from decimal import Decimal

import pytest
from django.urls import reverse

from portfolios.models import Portfolio
from portfolios.selectors.books.holdings import holdings_of
from portfolios.selectors.books.reconciliation import stored_residuals
from portfolios.services.books.books import rebuild_stale_books
from portfolios.services.exits.triggers import arm_trigger
from tests.factories import days_ago, make_asset, make_portfolio, set_closes
from tests.portfolios.books import record
from tests.portfolios.views.conftest import READS

LARGEST = 10**30 - 1
ROWS = {
    "units": ("deposit", {"received": f"{LARGEST} alpha"}),
    "value": ("deposit", {"received": f"{LARGEST} bitcoin"}),
    "income": ("staking_reward", {"received": "5 alpha", "worth": f"{LARGEST} usd"}),
    "cost": ("buy", {"sent": f"{LARGEST} usd", "received": "5 alpha"}),
    "proceeds": ("sell", {"sent": "5 alpha", "received": f"{LARGEST} usd"}),
}


@pytest.fixture
def prices(market):
    make_asset("alpha", price=1e12)
    bitcoin = make_asset("bitcoin", price=60000.0)
    set_closes(bitcoin, {days_ago(number).date(): 60000.0 for number in range(40)})


def record_twice(portfolio, kind, legs, *, ago=20):
    for number in range(2):
        record(portfolio, f"{days_ago(ago - number):%Y-%m-%dT%H:%MZ}", kind, **legs)


@pytest.mark.parametrize("name", ROWS)
def test_the_largest_row_twice_keeps_no_books_from_being_built(portfolio, prices, at_commit, name):
    with at_commit():
        record_twice(portfolio, *ROWS[name])
    portfolio = Portfolio.objects.get(pk=portfolio.pk)
    assert portfolio.books_are_current
    assert stored_residuals(portfolio) == []


def test_all_pages_show_them(client, alice, portfolio, prices, at_commit):
    with at_commit():
        for place, (kind, legs) in enumerate(ROWS.values()):
            record_twice(portfolio, kind, legs, ago=20 - 2 * place)
    portfolio = Portfolio.objects.get(pk=portfolio.pk)
    assert holdings_of(portfolio).value > Decimal(10) ** 41
    arm_trigger(
        portfolio, user=alice, asset=make_asset("bitcoin"), kind="stop_loss", level=Decimal(5),
        group="Exit",
    )  # fmt: skip
    client.force_login(alice)
    for name in READS:
        assert client.get(reverse(f"portfolios:{name}", args=[portfolio.pk])).status_code == 200
    for name in ("positions", "allocation", "gains", "performance", "exit-plan", "lots"):
        assert client.get(f"/api/v1/portfolios/{portfolio.pk}/{name}/").status_code == 200, name
    assert client.get("/portfolios/").status_code == 200


def test_books_that_cannot_be_built_cost_no_others(alice, portfolio, at_commit):
    """A time zone that the system has lost fails before anything is read."""
    other = make_portfolio(alice, name="Other")
    for one in (portfolio, other):
        record(one, "2024-01-10T12:00Z", "deposit", received="1 alpha")
    Portfolio.objects.filter(pk=portfolio.pk).update(time_zone="Mars/Olympus")
    assert rebuild_stale_books() == 1
    current = {one.pk: one.books_are_current for one in Portfolio.objects.all()}
    assert current == {portfolio.pk: False, other.pk: True}
