"""An alert on the market fires once, whatever else happens at the same time or ends before."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core import mail
from django.db import OperationalError, connection, transaction

from markets.providers.base import QuoteRecord
from markets.selectors.measures.values import MarketNow
from markets.services.quotes.ingest import ingest_quotes
from portfolios.models import MarketAlert, Notice
from portfolios.services.alerts.market import evaluation
from portfolios.services.alerts.market.alerts import (
    change_market_alert,
    pause_market_alert,
    restart_all_alerts,
)
from portfolios.services.alerts.market.evaluation import evaluate_alerts, write_states
from portfolios.services.alerts.outbox import send_due_deliveries
from tests.factories import make_asset, make_market, set_price
from tests.portfolios.services.alerts.market.conftest import alert_on, notices, quote

_SECOND = timedelta(seconds=1)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_at_once_one_fires_each(alice, monkeypatch):
    """Even without the lock that has one worker evaluate at a time."""
    monkeypatch.setattr(evaluation, "try_lock", lambda name: True)
    assets = [make_asset(f"coin-{n}", price=100.0) for n in range(20)]
    for asset in assets:
        alert_on(alice, asset)
    for asset in assets:
        set_price(asset, 200.0)
    barrier, fired = Barrier(2), []
    read = evaluation._read_watched

    def read_together(market, *, only):
        found = read(market, only=only)
        barrier.wait(20)
        return found

    monkeypatch.setattr(evaluation, "_read_watched", read_together)

    def work():
        fired.append(evaluate_alerts())
        connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(fired) == [0, 20]
    assert Notice.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_between_claim_and_notice_leaves_neither(alice, monkeypatch):
    bitcoin = make_asset("bitcoin", price=100.0)
    alert = alert_on(alice, bitcoin)
    set_price(bitcoin, 200.0)

    def die(firings, *, market):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with monkeypatch.context() as patched, pytest.raises(OperationalError):
        patched.setattr(evaluation, "notify_firings", die)
        evaluate_alerts()
    connection.close()
    alert.refresh_from_db()
    assert (alert.status, alert.firings, notices(alice)) == ("armed", 0, [])
    assert evaluate_alerts() == 1
    assert send_due_deliveries() == 1
    assert len(mail.outbox) == 1
    assert "BTC: Price crosses above $150.00" in mail.outbox[0].subject


@pytest.mark.parametrize("meanwhile", ["level", "pause", "delete", "market", "other worker"])
def test_a_state_is_written_only_over_the_version_that_was_read(alice, bitcoin, meanwhile):
    alert = alert_on(alice, bitcoin)
    set_price(bitcoin, 200.0)
    market = MarketNow(now=bitcoin.quote.as_of)
    state = {
        "id": alert.pk, "version": alert.version, "met": [bitcoin.pk], "unmet": [],
        "unconfirmed": [], "unconfirmed_at": None, "day": None, "fires": True,
    }  # fmt: skip
    if meanwhile == "level":
        change_market_alert(alert, level=500.0)
    elif meanwhile == "pause":
        pause_market_alert(alert)
    elif meanwhile == "delete":
        alert.delete()
    elif meanwhile == "market":
        restart_all_alerts()
    else:
        assert write_states([state], now=market.now) == {alert.pk}
    assert write_states([state], now=market.now) == set()


def test_quotes_of_another_market_cross_nothing(alice, bitcoin):
    make_market()
    alert_on(alice, bitcoin)
    record = QuoteRecord(
        ref="bitcoin", price=190.0, change_24h=None, market_cap=None, volume_24h=None,
        as_of=bitcoin.quote.as_of + _SECOND,
    )  # fmt: skip
    assert ingest_quotes([record], source="simulated", new_market=True).accepted == 1
    assert evaluate_alerts() == 0
    assert MarketAlert.objects.get().met == [bitcoin.pk]


def test_a_price_times_a_thousand_fires_nothing_until_a_second_quote_confirms_it(alice, bitcoin):
    make_market()
    alert_on(alice, bitcoin)
    for second, fired in ((1, 0), (2, 1)):
        record = QuoteRecord(
            ref="bitcoin", price=100_000.0, change_24h=None, market_cap=None, volume_24h=None,
            as_of=bitcoin.quote.as_of + second * _SECOND,
        )  # fmt: skip
        ingest_quotes([record], source="simulated")
        assert evaluate_alerts() == fired


@pytest.mark.parametrize("measure", ["market_cap", "volume_24h", "change_24h"])
def test_what_rides_along_with_a_price_needs_a_second_quote(alice, bitcoin, measure):
    usual, absurd = {measure: 1.0}, {measure: 1000.0}
    quote(bitcoin, 100.0, **usual)
    alert_on(alice, bitcoin, measure=measure, rule="above", level=500.0)
    assert quote(bitcoin, 100.0, **absurd) == 0
    assert evaluate_alerts() == 0, "the same quote again confirms nothing"
    assert quote(bitcoin, 100.0, **usual) == 0
    assert quote(bitcoin, 100.0, **absurd) == 0
    assert quote(bitcoin, 100.0, **absurd) == 1


def test_the_tick_hands_the_evaluation_to_a_worker(
    alice, bitcoin, monkeypatch, django_capture_on_commit_callbacks
):
    make_market()
    sent = []
    monkeypatch.setattr("portfolios.services.queue.current_app.send_task",
                        lambda task, **kwargs: sent.append(task))  # fmt: skip
    record = QuoteRecord(
        ref="bitcoin", price=101.0, change_24h=None, market_cap=None, volume_24h=None,
        as_of=bitcoin.quote.as_of + _SECOND,
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        ingest_quotes([record], source="simulated")
    assert "portfolios.tasks.evaluate_market_alerts" in sent


def test_the_second_worker_leaves_all_to_the_first(alice, bitcoin, monkeypatch):
    alert_on(alice, bitcoin)
    set_price(bitcoin, 200.0)
    with monkeypatch.context() as patched, transaction.atomic():
        patched.setattr(evaluation, "try_lock", lambda name: False)
        assert evaluate_alerts() == 0
    assert evaluate_alerts() == 1
