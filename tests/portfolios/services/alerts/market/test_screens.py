"""Alerts on saved views: what enters one, and what only seems to."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portfolios.models import MarketAlert
from portfolios.services.alerts.market import screens
from portfolios.services.alerts.market.screens import evaluate_screens
from portfolios.services.errors import Refused
from portfolios.services.sharing.screens import save_screen
from tests.factories import make_asset, set_price
from tests.portfolios.services.alerts.market.conftest import (
    YESTERDAY,
    alert_on,
    analyse,
    notices,
)

BEFORE = YESTERDAY - timedelta(days=1)
STRONG, LARGE = "range1=rsi_14&min1=70", "range1=volume_24h&min1=1000"


def look() -> int:
    """Another look, as if five minutes had passed."""
    MarketAlert.objects.update(evaluated_at=timezone.now() - screens.EVERY)
    return evaluate_screens()


def on_view(user, query, **terms) -> MarketAlert:
    screen = save_screen(user, name="Mine", query=query)
    return alert_on(user, subject="screen", screen=screen, rule="enters", **terms)


def test_what_enters_fires_once_and_what_was_in_it_does_not(alice, bitcoin, ethereum):
    analyse(BEFORE, {bitcoin: {"rsi_14": 80.0}, ethereum: {"rsi_14": 50.0}})
    alert = on_view(alice, STRONG, repeat="hourly")
    assert alert.met == [bitcoin.pk]
    assert look() == 0
    analyse(YESTERDAY, {bitcoin: {"rsi_14": 80.0}, ethereum: {"rsi_14": 75.0}})
    assert look() == 1
    assert look() == 0
    (notice,) = notices(alice)
    assert (notice.kind, notice.title) == ("screen_entry", "ETH in View “Mine”")
    assert "Ethereum (ETH): fits the view now." in notice.text


def test_live_figures_are_seen_twice(alice, bitcoin, ethereum):
    set_price(bitcoin, 100.0, volume_24h=1.0)
    on_view(alice, LARGE)
    set_price(bitcoin, 100.0, volume_24h=5000.0)
    assert look() == 0
    set_price(bitcoin, 100.0, volume_24h=1.0)
    assert look() == 0
    set_price(bitcoin, 100.0, volume_24h=5000.0)
    assert look() == 0
    assert look() == 1


def test_what_is_unknown_for_a_while_has_not_left(alice, bitcoin):
    analyse(YESTERDAY - timedelta(days=2), {bitcoin: {"rsi_14": 80.0}})
    on_view(alice, STRONG)
    analyse(BEFORE, {bitcoin: {}})
    assert look() == 0
    analyse(YESTERDAY, {bitcoin: {"rsi_14": 80.0}})
    assert look() == 0
    assert MarketAlert.objects.get().met == [bitcoin.pk]


def test_days_that_were_back_computed_let_nothing_enter(alice, bitcoin):
    analyse(BEFORE, {bitcoin: {"rsi_14": 50.0}})
    on_view(alice, STRONG)
    analyse(YESTERDAY, {bitcoin: {"rsi_14": 80.0}}, origin="back_computed")
    assert look() == 0


def test_many_at_once_are_one_notice_that_names_some(alice):
    coins = [make_asset(f"coin-{n:02}", price=1.0) for n in range(12)]
    analyse(BEFORE, {coin: {"rsi_14": 50.0} for coin in coins})
    on_view(alice, STRONG)
    analyse(YESTERDAY, {coin: {"rsi_14": 75.0} for coin in coins})
    assert look() == 1
    (notice,) = notices(alice)
    assert "and 9 more in View" in notice.title
    assert "And 2 more." in notice.text
    assert len(notice.data["subjects"]) == 12


def test_a_view_that_is_saved_anew_begins_anew(alice, bitcoin):
    analyse(YESTERDAY, {bitcoin: {"rsi_14": 60.0}})
    on_view(alice, STRONG)
    save_screen(alice, name="Mine", query="range1=rsi_14&min1=50")
    assert MarketAlert.objects.get().met == [bitcoin.pk]
    assert look() == 0


def test_one_that_fails_delays_nobody(alice, bob, bitcoin, monkeypatch, caplog):
    analyse(BEFORE, {bitcoin: {"rsi_14": 50.0}})
    broken, well = (on_view(user, STRONG) for user in (alice, bob))
    analyse(YESTERDAY, {bitcoin: {"rsi_14": 80.0}})
    whole = screens.screen_assets
    calls = []

    def fail_once(query):
        calls.append(query)
        if len(calls) == 1:
            raise ValueError("a bad view")
        return whole(query)

    monkeypatch.setattr(screens, "screen_assets", fail_once)
    assert look() == 1
    assert (notices(alice), len(notices(bob))) == ([], 1)
    assert f"market alert {broken.pk}" in caplog.text
    assert look() == 1, "its turn comes again"


def test_another_s_view_is_refused_and_a_deleted_one_takes_its_alert(alice, bob):
    screen = save_screen(alice, name="Hers", query=STRONG)
    with pytest.raises(Refused, match="your saved views"):
        alert_on(bob, subject="screen", screen=screen, rule="enters")
    alert_on(alice, subject="screen", screen=screen, rule="enters")
    screen.delete()
    assert not MarketAlert.objects.exists()
