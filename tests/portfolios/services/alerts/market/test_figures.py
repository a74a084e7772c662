"""Alerts on figures: crossing, places, changes, repetition, and what is unknown."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from markets.models import Sentiment
from portfolios.models import Delivery, MarketAlert
from portfolios.services.alerts.market.alerts import (
    change_market_alert,
    pause_market_alert,
    rearm_market_alert,
)
from portfolios.services.alerts.market.evaluation import evaluate_alerts
from portfolios.services.errors import Refused
from portfolios.services.watchlists.items import watch_asset
from portfolios.services.watchlists.lists import create_watchlist
from tests.factories import make_asset, make_portfolio, set_closes, set_price
from tests.markets.analysed import store_category_day
from tests.portfolios.services.alerts.market.conftest import (
    YESTERDAY,
    alert_on,
    analyse,
    notices,
    quote,
)
from tests.portfolios.services.exits.plans_live import hold


def test_a_price_that_crosses_fires_once_with_a_notice_and_a_delivery(alice, bitcoin):
    alert = alert_on(alice, bitcoin, note="sell some")
    assert quote(bitcoin, 149.0) == 0
    assert quote(bitcoin, 150.0) == 1
    assert quote(bitcoin, 140.0) == quote(bitcoin, 160.0) == 0
    (notice,) = notices(alice)
    assert notice.title == "BTC: Price crosses above $150.00"
    assert notice.text.startswith("Bitcoin (BTC): Price $150.00.\nYour note: sell some\nQuote of ")
    assert notice.text.endswith("This is a figure and no forecast, so it has no record.")
    assert (notice.kind, notice.path) == ("market_figure", "/markets/bitcoin/")
    assert notice.data["subjects"] == [{"slug": "bitcoin", "value": "150"}]
    assert Delivery.objects.filter(notice=notice).count() == 1
    alert.refresh_from_db()
    assert (alert.status, alert.firings) == ("fired", 1)


def test_what_is_beyond_already_is_no_crossing(alice, bitcoin):
    alert = alert_on(alice, bitcoin, level=90.0)
    assert alert.met == [bitcoin.pk]
    assert quote(bitcoin, 95.0) == 0
    assert quote(bitcoin, 80.0) == 0
    assert quote(bitcoin, 91.0) == 1


def test_below_is_the_other_side(alice, bitcoin):
    alert_on(alice, bitcoin, rule="below", level=50.0)
    assert quote(bitcoin, 51.0) == 0
    assert quote(bitcoin, 50.0) == 1


def test_a_stale_quote_is_unknown_and_fires_nothing(alice, bitcoin, settings):
    alert_on(alice, bitcoin)
    old = timezone.now() - timedelta(seconds=settings.QUOTE_STALE_AFTER + 5)
    assert quote(bitcoin, 200.0, at=old) == 0
    assert quote(bitcoin, 200.0) == 1


def test_a_figure_that_was_never_known_begins_with_its_first_value(alice, bitcoin):
    alert = alert_on(alice, bitcoin, measure="market_cap", rule="above", level=1e6)
    assert (alert.met, alert.unmet) == ([], [])
    assert quote(bitcoin, 100.0, market_cap=2e6) == 0
    assert MarketAlert.objects.get().met == [bitcoin.pk]


def test_a_repeated_one_fires_again_after_its_pause(alice, bitcoin):
    alert = alert_on(alice, bitcoin, repeat="hourly")
    assert quote(bitcoin, 160.0) == 1
    assert quote(bitcoin, 100.0) == quote(bitcoin, 160.0) == 0
    assert quote(bitcoin, 100.0) == 0
    MarketAlert.objects.update(silent_until=timezone.now())
    assert quote(bitcoin, 160.0) == 1
    alert.refresh_from_db()
    assert (alert.status, alert.firings) == ("armed", 2)
    assert len({notice.subject for notice in notices(alice)}) == 2


def test_what_fired_is_armed_again_by_hand(alice, bitcoin):
    alert = alert_on(alice, bitcoin)
    quote(bitcoin, 160.0)
    alert = rearm_market_alert(alert)
    assert (alert.status, alert.met) == ("armed", [bitcoin.pk])
    assert quote(bitcoin, 170.0) == quote(bitcoin, 100.0) == 0
    assert quote(bitcoin, 160.0) == 1


def test_a_paused_one_sees_nothing(alice, bitcoin):
    alert = pause_market_alert(alert_on(alice, bitcoin))
    assert quote(bitcoin, 160.0) == 0
    rearm_market_alert(alert)
    assert quote(bitcoin, 161.0) == 0


def test_another_level_begins_anew_and_a_note_does_not(alice, bitcoin):
    alert = alert_on(alice, bitcoin)
    quote(bitcoin, 140.0)
    change_market_alert(alert, level=130.0)
    assert evaluate_alerts() == 0
    change_market_alert(MarketAlert.objects.get(), note="hello", level=130.0)
    assert MarketAlert.objects.get().met == [bitcoin.pk]


def test_places_are_those_of_the_sorted_screener(alice, bitcoin, ethereum):
    assets = [bitcoin, ethereum, make_asset("solana", price=1.0)]
    alert_on(alice, bitcoin, measure="price", rule="top", level=1)
    alert_on(alice, assets[2], measure="price", rule="bottom", level=1)
    assert evaluate_alerts() == 0
    assert quote(ethereum, 200.0) == quote(assets[2], 20.0) == 0
    set_price(bitcoin, 300.0)
    assert quote(assets[2], 2.0) == 1, "the smallest all along is no entry"


def test_a_rank_has_its_top_at_one(alice, bitcoin, ethereum):
    for asset, rank in ((bitcoin, 1), (ethereum, 12)):
        asset.rank = rank
        asset.save()
    alert_on(alice, ethereum, measure="rank", rule="top", level=1)
    ethereum.rank, bitcoin.rank = 1, 2
    ethereum.save()
    bitcoin.save()
    assert quote(ethereum, 10.0) == 0, "one quote"
    assert quote(ethereum, 10.0) == 1


def test_a_change_is_from_the_close_of_days_before(alice, bitcoin):
    set_closes(bitcoin, {timezone.now().date() - timedelta(days=7): 100.0})
    alert_on(alice, bitcoin, measure="price", rule="change", level=0.1, days=7)
    alert_on(alice, bitcoin, measure="price", rule="change", level=-0.1, days=7)
    alert_on(alice, bitcoin, measure="price", rule="change", level=0.1, days=30)
    assert quote(bitcoin, 109.0) == 0
    assert quote(bitcoin, 110.5) == 1
    assert quote(bitcoin, 90.0) == 1
    up, down = notices(alice)
    assert up.title == "BTC: Price rises by 10.0% in 7 days"
    assert "Price up 10.5% in 7 days." in up.text
    assert down.title == "BTC: Price falls by 10.0% in 7 days"


@pytest.mark.parametrize(("before", "after"), [(70.0, 81.0), (None, 81.0)])
def test_a_data_point_changes_by_points_against_the_day_of_then(alice, bitcoin, before, after):
    if before is not None:
        analyse(YESTERDAY - timedelta(days=7), {bitcoin: {"rsi_14": before}})
    analyse(YESTERDAY - timedelta(days=8), {bitcoin: {"rsi_14": 70.0}})
    analyse(YESTERDAY - timedelta(days=1), {bitcoin: {"rsi_14": 75.0}})
    alert_on(alice, bitcoin, measure="rsi_14", rule="change", level=10.0, days=7)
    analyse(YESTERDAY, {bitcoin: {"rsi_14": after}})
    assert evaluate_alerts() == (before is not None)


def test_holdings_fire_together_and_a_purchase_is_no_crossing(alice, bitcoin, ethereum):
    portfolio = make_portfolio(alice)
    hold(portfolio, bitcoin, 1)
    hold(portfolio, ethereum, 1)
    alert = alert_on(
        alice, subject="holdings", measure="price", rule="above", level=150.0, repeat="hourly"
    )
    assert sorted(alert.unmet) == [bitcoin.pk, ethereum.pk]
    hold(portfolio, make_asset("solana", price=500.0), 1)
    set_price(bitcoin, 160.0)
    assert quote(ethereum, 170.0) == 1
    (notice,) = notices(alice)
    assert notice.title == "BTC, ETH: Price crosses above $150.00"
    assert notice.path == f"/alerts/market/{alert.pk}/"


def test_a_watchlist_is_watched_as_it_is_now(alice, bob, bitcoin, ethereum):
    watchlist = create_watchlist(alice, name="Later")
    watch_asset(watchlist, asset=bitcoin)
    alert_on(alice, subject="watchlist", watchlist=watchlist, measure="price", rule="above",
             level=150.0, repeat="hourly")  # fmt: skip
    watch_asset(watchlist, asset=ethereum)
    set_price(ethereum, 160.0)
    assert quote(bitcoin, 160.0) == 1, "what was added is beyond its level already"
    assert notices(alice)[0].title == "BTC: Price crosses above $150.00"
    with pytest.raises(Refused, match="your watchlists"):
        alert_on(bob, subject="watchlist", watchlist=watchlist, measure="price", rule="above",
                 level=1.0)  # fmt: skip
    watchlist.delete()
    assert not MarketAlert.objects.exists()


def test_a_tick_takes_as_many_statements_for_many_as_for_few(alice, bitcoin, ethereum):
    analyse(YESTERDAY, {bitcoin: {"rsi_14": 60.0}, ethereum: {"rsi_14": 60.0}})

    def statements(count: int, price: float) -> int:
        for asset in (bitcoin, ethereum) * count:
            alert_on(alice, asset, level=price - 1)
            alert_on(alice, asset, measure="rsi_14", rule="above", level=70.0)
            alert_on(alice, asset, measure="price", rule="top", level=1)
        set_price(bitcoin, price)
        with CaptureQueriesContext(connection) as queries:
            assert evaluate_alerts() == count
        return len(queries)

    assert statements(1, 1000.0) == statements(8, 2000.0) <= 20


def test_figures_of_a_category_and_of_the_market(alice, bitcoin):
    run = analyse(YESTERDAY - timedelta(days=1), {}, figures={"dominance": 49.0})
    days = [store_category_day(run, run.first_day, slug, momentum=40.0) for slug in ("ai", "defi")]
    ai = days[0].category
    for category in (ai, None):
        alert_on(alice, subject="category", category=category, measure="momentum", rule="above",
                 level=80.0)  # fmt: skip
    alert_on(alice, subject="category", category=ai, measure="momentum", rule="top", level=1)
    alert_on(alice, subject="market", measure="dominance", rule="above", level=50.0)
    run = analyse(YESTERDAY, {}, figures={"dominance": 51.0})
    store_category_day(run, YESTERDAY, "ai", momentum=85.0)
    store_category_day(run, YESTERDAY, "defi", momentum=90.0)
    assert evaluate_alerts() == 3
    assert [notice.title for notice in notices(alice)] == [
        "Ai: Momentum crosses above 80.0",
        "Ai, Defi: Momentum crosses above 80.0",
        "The market: Bitcoin’s share crosses above 50.0%",
    ]


def test_the_mood_of_the_market_crosses_and_changes(alice):
    def publish(day, value):
        Sentiment.objects.create(
            day=day, value=value, source="alternative_me", seen_at=timezone.now()
        )

    for days, value in ((8, 25.0), (7, 30.0), (1, 24.0)):
        publish(YESTERDAY - timedelta(days=days), value)
        analyse(YESTERDAY - timedelta(days=days), {})
    for terms in (
        {"rule": "below", "level": 20.0},
        {"rule": "below", "level": 10.0},
        {"rule": "change", "level": -12.0, "days": 7},
    ):
        alert_on(alice, subject="market", measure="fear_and_greed", **terms)
    analyse(YESTERDAY, {})
    publish(YESTERDAY, 18.0)
    publish(YESTERDAY + timedelta(days=1), 5.0)
    assert evaluate_alerts() == 2
    assert [notice.title for notice in notices(alice)] == [
        "The market: Fear and greed crosses below 20.0",
        "The market: Fear and greed falls by 12 points in 7 days",
    ]
