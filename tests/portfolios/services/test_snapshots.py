from datetime import timedelta

import pytest
from django.utils import timezone

from portfolios.models import AllocationSnapshot
from portfolios.services.snapshots import take_allocation_snapshots
from tests.factories import buy, make_asset, make_portfolio, set_price


@pytest.fixture
def held(portfolio, alice, django_capture_on_commit_callbacks):
    """Three quarters in bitcoin, one in dollars' coin; and a portfolio that holds nothing."""
    make_portfolio(alice, name="Empty")
    make_asset("bitcoin", price=30000.0)
    make_asset("usd-coin", price=1.0)
    with django_capture_on_commit_callbacks(execute=True):
        buy(portfolio, "bitcoin", "0.1", dollars="2000")
        buy(portfolio, "usd-coin", "1000", dollars="1000")
    return portfolio


def test_a_snapshot_keeps_value_and_weights_of_whoever_holds_something(held):
    assert take_allocation_snapshots() == 1
    snapshot = AllocationSnapshot.objects.get()
    assert (snapshot.portfolio, snapshot.value) == (held, 4000.0)
    assert snapshot.by_asset == {"bitcoin": 0.75, "usd-coin": 0.25}
    assert snapshot.by_kind == {"coin": 0.75, "stablecoin": 0.25}


def test_the_same_day_again_replaces_and_another_day_adds(held):
    take_allocation_snapshots()
    set_price(make_asset("bitcoin"), 10000.0)
    take_allocation_snapshots()
    assert AllocationSnapshot.objects.get().by_asset == {"bitcoin": 0.5, "usd-coin": 0.5}
    take_allocation_snapshots(now=timezone.now() + timedelta(days=1))
    assert AllocationSnapshot.objects.count() == 2
