"""What is told without a trigger: stale prices, and what new books found."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from markets.models import RefreshRun
from portfolios.models import Delivery, Notice
from portfolios.services.alerts.health import notify_failing_sources, tell_of_stale_prices
from portfolios.services.exits.triggers import arm_trigger
from portfolios.services.ledger.transactions import record_transaction
from tests.factories import buy, days_ago, make_asset, set_closes


@pytest.fixture
def outage(portfolio, settings):
    """Prices that came last long before they are called stale."""
    at = timezone.now() - timedelta(seconds=settings.QUOTE_STALE_AFTER * 3)
    return RefreshRun.objects.create(
        kind="quotes", provider="simulated", started_at=timezone.now(), finished_at=timezone.now(),
        rows=5, accepted=5, prices_at=at,
    )  # fmt: skip


def sell(portfolio, slug, quantity):
    return record_transaction(
        portfolio, user=portfolio.owner, type="sell", account=portfolio.accounts.first(),
        executed_at=days_ago(1), sent_asset=make_asset(slug), sent_quantity=Decimal(quantity),
        received_asset=make_asset("usd"), received_quantity=Decimal(10),
    )  # fmt: skip


def arm(portfolio):
    return arm_trigger(
        portfolio, user=portfolio.owner, asset=make_asset("bitcoin", price=100.0),
        kind="price_below", level=Decimal(50),
    )  # fmt: skip


def test_who_relies_on_stops_is_told_once_that_prices_are_stale(outage, portfolio, alice, bob):
    arm(portfolio)
    assert tell_of_stale_prices() == 1
    assert tell_of_stale_prices() == 0
    notice = Notice.objects.get()
    assert (notice.user, notice.kind) == (alice, "provider_stale")
    assert "no stop and no target can fire" in notice.text


def test_staff_are_told_too(outage, charlie):
    charlie.is_staff = True
    charlie.save()
    tell_of_stale_prices()
    assert Notice.objects.get().user == charlie


def test_fresh_prices_are_nothing_to_tell(outage, portfolio):
    arm(portfolio)
    RefreshRun.objects.update(prices_at=timezone.now())
    assert tell_of_stale_prices() == 0


def test_new_problems_of_the_books_are_told_once_a_day(portfolio, alice, at_commit):
    make_asset("bitcoin", price=100.0)
    with at_commit():
        sell(portfolio, "bitcoin", 1)
    notice = Notice.objects.get()
    assert (notice.user, notice.kind) == (alice, "data_health")
    assert notice.path == f"/portfolios/{portfolio.pk}/health/"
    assert Delivery.objects.filter(notice=notice).count() == 1
    with at_commit():
        sell(portfolio, "bitcoin", 2)
    assert Notice.objects.count() == 1


def test_problems_that_stood_before_are_not_told_again(portfolio, at_commit):
    make_asset("bitcoin", price=100.0)
    set_closes(make_asset("ethereum", price=100.0), {days_ago(20).date(): 100.0})
    with at_commit():
        sell(portfolio, "bitcoin", 1)
    Notice.objects.all().delete()
    with at_commit():
        buy(portfolio, "ethereum", "1", dollars="100")
    assert not Notice.objects.exists()


def run_job(*, ago: float, provider: str = "defillama", kind: str = "figures", error: str = ""):
    at = timezone.now() - timedelta(hours=ago)
    RefreshRun.objects.create(
        provider=provider, kind=kind, started_at=at, finished_at=at, error=error
    )


@pytest.fixture
def staff(charlie):
    charlie.is_staff = True
    charlie.save()
    return charlie


def test_staff_are_notified_once_of_a_source_that_fails_for_hours(staff, alice):
    run_job(ago=10)
    run_job(ago=6, error="HTTP 500")
    run_job(ago=1, error="HTTP 403")
    run_job(ago=9, kind="history", error="HTTP 403")
    run_job(ago=1, kind="history", error="HTTP 403")
    assert notify_failing_sources() == 1
    assert notify_failing_sources() == 0
    notice = Notice.objects.get()
    assert (notice.user, notice.kind) == (staff, "provider_stale")
    assert notice.title == "The source defillama fails"
    assert "Figures beyond candles: nothing since" in notice.text
    assert "2 of 3 runs of the last 24 hours failed. Last error: HTTP 403" in notice.text
    assert "History: nothing since" in notice.text
    assert Delivery.objects.filter(notice=notice).count() == 1


def test_another_outage_is_another_notice(staff):
    run_job(ago=30)
    for ago in (20, 19):
        run_job(ago=ago, error="HTTP 500")
    assert notify_failing_sources() == 1
    run_job(ago=15)
    for ago in (3, 2):
        run_job(ago=ago, error="HTTP 500")
    assert notify_failing_sources() == 1
    assert Notice.objects.count() == 2


def test_a_single_failure_a_short_one_and_a_source_switched_off_are_no_outage(staff):
    run_job(ago=12, provider="ecb")
    run_job(ago=1, provider="ecb", error="HTTP 500")
    for ago in (5, 4, 3):
        run_job(ago=ago, provider="coinmetrics", error="HTTP 500")
    for ago in (40, 39, 38):
        run_job(ago=ago, provider="alternative_me", error="HTTP 500")
    run_job(ago=20, provider="coingecko", error="HTTP 500")
    run_job(ago=9, provider="coingecko", error="HTTP 500")
    run_job(ago=1, provider="coingecko")
    assert notify_failing_sources() == 0
