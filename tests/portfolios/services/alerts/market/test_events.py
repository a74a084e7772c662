"""Alerts on what the analysis finds: grades, signals, run-ups, turns and regimes, by live days."""

from datetime import timedelta

import pytest

from markets.models import TrackRecord
from portfolios.models import MarketAlert
from portfolios.services.alerts.market.evaluation import evaluate_alerts
from tests.factories import make_portfolio
from tests.markets.analysed import store_category_day
from tests.portfolios.services.alerts.market.conftest import (
    YESTERDAY,
    alert_on,
    analyse,
    notices,
)
from tests.portfolios.services.exits.plans_live import hold

BEFORE, WEEK_AGO = YESTERDAY - timedelta(days=1), YESTERDAY - timedelta(days=7)
NO_RECORD = "no record yet."


def test_a_grade_that_moved_by_ten_points_into_another_band(alice, bitcoin, ethereum):
    analyse(WEEK_AGO - timedelta(days=1), {bitcoin: {"trader": 50.0}, ethereum: {"trader": 50.0}})
    analyse(WEEK_AGO, {bitcoin: {"trader": 55.0}, ethereum: {"trader": 55.0}})
    analyse(BEFORE, {bitcoin: {"trader": 58.0}, ethereum: {"trader": 55.0}})
    for asset in (bitcoin, ethereum):
        alert_on(alice, asset, measure="trader_band", level=None)
    analyse(YESTERDAY, {bitcoin: {"trader": 66.0}, ethereum: {"trader": 61.0}})
    assert evaluate_alerts() == 1
    assert evaluate_alerts() == 0
    (notice,) = notices(alice)
    assert (notice.kind, notice.title) == ("grade_change", "BTC: Trader grade changes")
    assert "Trader grade 66 (good), 7 days before 55 (fair)." in notice.text
    assert f"As of the close of {YESTERDAY} (UTC)." in notice.text
    assert f"Trader grade: {NO_RECORD}" in notice.text


def test_a_signal_flips_both_ways_and_zero_is_none(alice, bitcoin):
    analyse(YESTERDAY - timedelta(days=3), {bitcoin: {"trend": 0}})
    alert_on(alice, bitcoin, measure="signal_flip", repeat="daily", level=None)
    analyse(YESTERDAY - timedelta(days=2), {bitcoin: {"trend": 1}})
    assert evaluate_alerts() == 0, "the first trend is no flip"
    analyse(BEFORE, {bitcoin: {"trend": -1}})
    assert evaluate_alerts() == 1
    MarketAlert.objects.update(silent_until=None)
    analyse(YESTERDAY, {bitcoin: {"trend": 1}})
    assert evaluate_alerts() == 1
    assert [notice.text.splitlines()[0] for notice in notices(alice)] == [
        "Bitcoin (BTC): The signal’s trend is down now.",
        "Bitcoin (BTC): The signal’s trend is up now.",
    ]


def test_a_run_up_among_holdings_names_its_figures_and_promises_no_fall(alice, bitcoin, ethereum):
    portfolio = make_portfolio(alice)
    hold(portfolio, bitcoin, 1)
    hold(portfolio, ethereum, 1)
    quiet = {"ret_30d": 0.1, "ret_90d": 0.2}
    analyse(BEFORE, {bitcoin: quiet, ethereum: quiet})
    alert_on(alice, subject="holdings", measure="chasing")
    analyse(YESTERDAY, {bitcoin: {"ret_30d": 1.2, "ret_90d": 2.5}, ethereum: quiet})
    assert evaluate_alerts() == 1
    (notice,) = notices(alice)
    assert notice.kind == "chasing"
    assert "Up 120.0% in 30 days: a wide range of outcomes follows, in both ways." in notice.text
    assert "Up 250.0% in 90 days" in notice.text
    assert "Run-ups (chasing): no record yet." in notice.text


def test_any_category_that_turns(alice):
    run = analyse(BEFORE, {})
    for slug in ("ai", "defi"):
        store_category_day(run, BEFORE, slug)
    alert_on(alice, subject="category", measure="turn")
    run = analyse(YESTERDAY, {})
    store_category_day(run, YESTERDAY, "ai", turned=True)
    store_category_day(run, YESTERDAY, "defi")
    assert evaluate_alerts() == 1
    (notice,) = notices(alice)
    assert (notice.kind, notice.title) == ("narrative_turn", "Ai: Narrative turns")
    assert notice.path == "/markets/narratives/ai/"
    assert f"Narrative turns: {NO_RECORD}" in notice.text


@pytest.mark.parametrize(
    ("trend", "stress", "fires"), [(-1.0, 0.0, 0), (-1.0, 1.0, 1), (1.0, 0.0, 1), (None, None, 0)]
)
def test_the_regime_of_the_market(alice, trend, stress, fires):
    analyse(BEFORE, {}, figures={"trend": -1.0, "stress": 0.0})
    alert_on(alice, subject="market", measure="regime")
    analyse(YESTERDAY, {}, figures={"trend": trend, "stress": stress})
    assert evaluate_alerts() == fires
    if fires:
        word = "Falling stressed" if trend == -1.0 else "Rising calm"
        said = notices(alice)[0].text
        assert f"The market: {word} now." in said
        assert "Regimes, live: " in said
        assert said.endswith("So few prove nothing.")


@pytest.mark.parametrize("is_significant", [True, False])
def test_the_record_stands_in_the_message_with_sample_and_interval(alice, bitcoin, is_significant):
    for origin, n in (("back_computed", 900), ("live", 120)):
        TrackRecord.objects.create(
            origin=origin, method=1, subject="signal", first_day=WEEK_AGO, last_day=YESTERDAY,
            n=n, is_significant=is_significant, computed_at=bitcoin.updated_at,
            document={"costs": {"0.001": {"all": {
                name: {"value": 0.12, "low": -0.05, "high": 0.31, "n": n}
                for name in ("sharpe", "growth", "worst_fall")}}},
                "trades": {"hits": 41, "n": 100}},
        )  # fmt: skip
    analyse(BEFORE, {bitcoin: {"trend": -1}})
    alert_on(alice, bitcoin, measure="signal_flip", level=None)
    analyse(YESTERDAY, {bitcoin: {"trend": 1}})
    assert evaluate_alerts() == 1
    said = notices(alice)[0].text.splitlines()[-1]
    verdict = "Significant." if is_significant else "Not significant: this may be chance."
    assert said == (
        f"Record of signals, live, {WEEK_AGO} to {YESTERDAY}. {verdict} Sharpe ratio, signal less"
        " holding, after 0.10% a change, all days: 0.120 (95%: −0.050 to 0.310), n = 120. 41 of 100"
        " closed trades gained, after 0.10% a change."
    )


def test_days_that_were_back_computed_say_nothing(alice, bitcoin):
    analyse(BEFORE, {bitcoin: {"trend": 1}})
    alert = alert_on(alice, bitcoin, measure="signal_flip", level=None)
    analyse(YESTERDAY, {bitcoin: {"trend": -1}}, origin="back_computed")
    assert evaluate_alerts() == 0
    alert.refresh_from_db()
    assert (alert.met, alert.evaluated_day) == ([bitcoin.pk], BEFORE)


def test_after_a_time_away_the_latest_day_fires_once(alice, bitcoin):
    analyse(YESTERDAY - timedelta(days=4), {bitcoin: {"trend": 1}})
    alert_on(alice, bitcoin, measure="signal_flip", level=None, repeat="hourly")
    for ago, trend in ((3, -1), (2, 1), (1, -1)):
        analyse(YESTERDAY - timedelta(days=ago), {bitcoin: {"trend": trend}},
                origin="back_computed")  # fmt: skip
    analyse(YESTERDAY, {bitcoin: {"trend": -1}})
    assert evaluate_alerts() == 1
    assert evaluate_alerts() == 0
    assert len(notices(alice)) == 1


def test_a_figure_that_is_missing_for_a_day_keeps_its_side(alice, bitcoin):
    analyse(YESTERDAY - timedelta(days=2), {bitcoin: {"rsi_14": 60.0}})
    alert_on(alice, bitcoin, measure="rsi_14", rule="above", level=70.0)
    analyse(BEFORE, {bitcoin: {}})
    assert evaluate_alerts() == 0
    analyse(YESTERDAY, {bitcoin: {"rsi_14": 75.0}})
    assert evaluate_alerts() == 1
