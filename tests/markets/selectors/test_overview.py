"""What the overview says of stored days."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from markets.selectors.overview import (
    day_movers,
    largest_coins,
    market_overview,
    volume_leaders,
    without_day_figures,
)
from tests.factories import make_asset, set_price
from tests.markets.analysed import store_market_day, store_run

TODAY = date.today() - timedelta(days=1)


def store_days(figures: dict[int, dict]) -> None:
    """Days by how long ago they were."""
    run = store_run(TODAY - timedelta(days=max(figures)), TODAY)
    for ago, changed in figures.items():
        store_market_day(run, TODAY - timedelta(days=ago), **changed)


def test_before_the_first_analysis_there_is_no_overview(db):
    assert market_overview() is None


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [
        (53.8, {"dominance": 55.0},
         "Falling and calm: 31% of coins are above their 50-day average; "
         "Bitcoin’s share rose 1.2 points over 30 days."),
        (56.0, {"dominance": 55.0, "trend": 1.0, "stress": 1.0},
         "Rising and nervous: 31% of coins are above their 50-day average; "
         "Bitcoin’s share fell 1.0 point over 30 days."),
        (55.01, {"dominance": 55.0, "breadth_50": None},
         "Falling and calm: Bitcoin’s share did not change over 30 days."),
        (55.0, {"dominance": None, "trend": 0.0},
         "31% of coins are above their 50-day average."),
        (55.0, {"dominance": None, "trend": 0.0, "breadth_50": None}, ""),
    ],
)  # fmt: skip
def test_the_market_is_told_in_words_and_nothing_is_said_of_unknown_figures(db, before, now, words):
    store_days({30: {"dominance": before}, 0: now})
    assert market_overview().in_words() == words


def test_a_regime_and_a_rule_stand_since_the_day_on_which_they_began(db):
    store_days(
        {
            4: {"trend": 1.0, "coins_lead": 0.0},
            3: {"trend": -1.0, "coins_lead": 1.0},
            2: {"coins_lead": 0.0},
            1: {"coins_lead": 1.0},
            0: {"coins_lead": 1.0},
        }
    )
    overview = market_overview()
    assert overview.regime_since == (TODAY - timedelta(days=3), False)
    rules = {rule.name: rule for rule in overview.rules}
    assert rules["coins_lead"].is_on is True
    assert rules["coins_lead"].since == TODAY - timedelta(days=1)
    assert rules["usage_grows"].is_on is None
    assert rules["usage_grows"].since is None
    assert rules["volume_grows"].is_oldest


def test_a_change_needs_the_day_thirty_days_before(db):
    store_days({31: {"total_cap": 1e12}, 0: {"total_cap": 3e12}})
    assert market_overview().changes["total_cap"] is None
    store_days({30: {"total_cap": 2e12}})
    overview = market_overview()
    assert overview.changes["total_cap"] == 1e12
    assert overview.growth["total_cap"] == 0.5


def test_movers_are_coins_that_trade(db):
    figures = {
        "bitcoin": (0.05, 1e9), "ethereum": (-0.07, 1e9), "solana": (0.9, 5_000.0),
        "usd-coin": (0.5, 1e9), "flat": (0.0, 1e9), "unknown": (None, 1e9),
    }  # fmt: skip
    for slug, (change, volume) in figures.items():
        set_price(make_asset(slug), 2.0, change_24h=change, volume_24h=volume, market_cap=1e9)
    rises, falls = day_movers(most=5)
    assert [asset.slug for asset in rises] == ["bitcoin"]
    assert [asset.slug for asset in falls] == ["ethereum"]
    assert len(volume_leaders(most=3)) == 3
    assert "usd-coin" not in [asset.slug for asset in largest_coins(most=9)]


def test_what_was_last_quoted_another_day_has_not_moved_today(db):
    old = timezone.now() - timedelta(days=1, minutes=1)
    recent = timezone.now() - timedelta(hours=23)
    for slug, at in {"bitcoin": recent, "half-a-year": old}.items():
        figures = {"change_24h": 0.5, "volume_24h": 1e9, "market_cap": 1e9}
        set_price(make_asset(slug), 2.0, at=at, **figures)
    (rise,), falls = day_movers(most=5)
    (leader,) = volume_leaders(most=5)
    assert rise.slug == leader.slug == "bitcoin"
    assert falls == []
    assert without_day_figures() == 1
    assert [asset.quote.day_change for asset in largest_coins(most=9)] == [0.5, None]
