from datetime import timedelta

import pytest
from django.utils import timezone

from markets.models import Quote
from portfolios.models import AllocationSnapshot, Portfolio
from portfolios.selectors.allocation.allocation import allocation_of
from portfolios.selectors.books.holdings import holdings_of
from portfolios.services.allocation.snapshots import take_allocation_snapshots
from portfolios.services.books.books import rebuild_books
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


def test_a_snapshot_says_what_the_allocation_page_says(held):
    make_asset("ripple", price=0.5)
    Quote.objects.filter(asset__slug="bitcoin").update(market_cap=2e12)
    Quote.objects.filter(asset__slug="ripple").update(market_cap=1e9)
    make_asset("no-price")
    for slug, units in (("ripple", "700"), ("no-price", "3")):
        buy(held, slug, units, dollars="10")
    rebuild_books(held.pk)
    take_allocation_snapshots()
    snapshot, holdings = AllocationSnapshot.objects.get(), holdings_of(held)
    spread = allocation_of(held, holdings=holdings)
    assert snapshot.value == pytest.approx(float(holdings.value))
    for side in ("by_asset", "by_kind", "by_tier"):
        weights = {part.key: round(float(part.weight), 6) for part in getattr(spread, side)}
        assert getattr(snapshot, side) == weights
    assert set(snapshot.by_tier) == {"large", "mid", "cash"}


def test_a_snapshot_is_in_the_portfolios_currency_and_of_its_day(held):
    make_asset("eur", price=1.25)
    Portfolio.objects.filter(pk=held.pk).update(
        currency=make_asset("eur"), books_currency=None, time_zone="Pacific/Kiritimati"
    )
    late = timezone.now().replace(hour=23)
    take_allocation_snapshots(now=late)
    snapshot = AllocationSnapshot.objects.get()
    assert (snapshot.value, snapshot.day) == (3200.0, late.date() + timedelta(days=1))


def test_without_a_rate_of_the_currency_no_snapshot_is_taken(held):
    Portfolio.objects.filter(pk=held.pk).update(currency=make_asset("chf"), books_currency=None)
    assert take_allocation_snapshots() == 0
