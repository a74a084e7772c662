"""Which market it is, and what counts as fresh."""

from datetime import timedelta

import pytest
from django.utils import timezone

from markets.models import Quote, RefreshRun
from markets.selectors import is_fresh, is_quote_fresh, market_status

pytestmark = pytest.mark.django_db


@pytest.fixture
def run_ago():
    def make(*, seconds: float, error: str = "", kind: str = "quotes") -> RefreshRun:
        at = timezone.now() - timedelta(seconds=seconds)
        return RefreshRun.objects.create(
            kind=kind,
            provider="simulated",
            started_at=at,
            finished_at=at,
            rows=5,
            accepted=5,
            error=error,
        )

    return make


def test_no_market_is_not_an_error():
    status = market_status()
    assert (status.provider, status.is_fresh, status.age) == (None, False, None)


def test_market_without_a_refresh_is_stale(simulated_market):
    status = market_status()
    assert (status.provider, status.is_simulated, status.is_fresh) == ("simulated", True, False)


def test_status_tells_the_last_good_refresh_and_the_last_error(simulated_market, run_ago):
    good = run_ago(seconds=60)
    run_ago(seconds=5, error="HTTP 500")
    run_ago(seconds=1, kind="assets")
    status = market_status()
    assert status.refreshed_at == good.finished_at
    assert (status.error, status.is_fresh) == ("HTTP 500", True)
    assert 60 <= status.age.total_seconds() < 70


def test_error_is_forgotten_after_a_good_refresh(simulated_market, run_ago):
    run_ago(seconds=9, error="HTTP 500")
    run_ago(seconds=1)
    assert market_status().error == ""


def test_status_costs_two_queries(simulated_market, run_ago, django_assert_num_queries):
    run_ago(seconds=1)
    with django_assert_num_queries(2):
        market_status()


def test_freshness_ends_at_the_setting(settings):
    settings.QUOTE_STALE_AFTER = 100
    now = timezone.now()
    assert is_fresh(now - timedelta(seconds=100), now=now)
    assert not is_fresh(now - timedelta(seconds=101), now=now)
    assert not is_fresh(None)


def test_currencies_are_fresh_for_days_and_coins_for_minutes(make_asset):
    now = timezone.now()

    def quote(asset, **age):
        return Quote(asset=asset, price=1.0, as_of=now - timedelta(**age), received_at=now)

    coin, euro = make_asset("bitcoin"), make_asset("eur", kind="fiat")
    assert is_quote_fresh(quote(coin, minutes=5), is_simulated=False, now=now)
    # What counts is the instant the price is for, not when it came in.
    assert not is_quote_fresh(quote(coin, hours=2), is_simulated=False, now=now)
    assert is_quote_fresh(quote(euro, days=5), is_simulated=False, now=now)
    assert not is_quote_fresh(quote(euro, days=7), is_simulated=False, now=now)
    assert is_quote_fresh(quote(euro, days=70), is_simulated=True, now=now)
