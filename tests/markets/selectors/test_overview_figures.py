"""What the overview makes of days, worked out by hand on days that no database holds."""

from datetime import date, timedelta
from types import SimpleNamespace

from markets.analytics.market.checklist import RULES
from markets.selectors.overview import Overview

FIRST = date(2026, 1, 1)


def overview(*days: tuple[int, dict], regime: str | None = None) -> Overview:
    """Days by their number from the first of January on; all of one regime."""
    return Overview([
        SimpleNamespace(
            at=SimpleNamespace(day=FIRST + timedelta(days=number)), figures=figures,
            regime=figures.pop("regime", regime),
        )
        for number, figures in days
    ])  # fmt: skip


def test_a_change_is_of_30_days_and_its_growth_of_what_was_then():
    found = overview((0, {"cap": 2.0, "share": 50.0, "zero": 0.0}), (29, {"cap": 9.0}),
                     (30, {"cap": 3.0, "share": 47.5, "zero": 5.0, "new": 1.0}))  # fmt: skip
    assert found.changes == {"cap": 1.0, "share": -2.5, "zero": 5.0, "new": None}
    assert found.growth == {"cap": 0.5, "share": -0.05, "zero": None, "new": None}
    alone = overview((30, {"cap": 3.0}))
    assert (alone.changes, alone.growth) == ({"cap": None}, {"cap": None})


def test_a_state_stands_since_its_last_turn():
    states = ["rising calm", "falling calm", "falling calm"]
    days = [(number, {"regime": regime}) for number, regime in enumerate(states)]
    assert overview(*days).regime_since == (FIRST + timedelta(days=1), False)
    assert overview(*days[1:]).regime_since == (FIRST + timedelta(days=1), True)
    # A day that is missing does not end it; one on which it was unknown does.
    assert overview((0, {"regime": "a"}), (5, {"regime": "a"})).regime_since == (FIRST, True)
    unknown = overview((0, {"regime": "a"}), (1, {}), (2, {"regime": "a"}))
    assert unknown.regime_since == (FIRST + timedelta(days=2), False)


def test_every_rule_has_a_state_in_the_order_of_the_checklist():
    first, second, *_ = RULES
    found = overview((0, {first: 1.0, second: 0.0}), (1, {first: 1.0, second: 1.0}))
    assert [rule.name for rule in found.rules] == list(RULES)
    on, turned, *others = found.rules
    assert (on.is_on, on.since, on.is_oldest) == (True, FIRST, True)
    assert (turned.is_on, turned.since, turned.is_oldest) == (
        True, FIRST + timedelta(days=1), False,
    )  # fmt: skip
    assert {(rule.is_on, rule.since, rule.is_oldest) for rule in others} == {(None, None, False)}


def test_a_season_is_named_at_its_ends_alone():
    seasons = {75.0: "altcoin season", 74.9: None, 50.0: None, 25.1: None, 25.0: "Bitcoin season",
               None: None}  # fmt: skip
    for figure, season in seasons.items():
        assert overview((0, {"season": figure})).season == season, figure


def test_points_are_counted_as_they_are_written():
    """1.04 is written 1.0, which is one point; 0.96 too; 0.04 is none."""
    for change, words in {
        1.04: "rose 1.0 point over", 0.96: "rose 1.0 point over", 1.06: "rose 1.1 points over",
        -1.0: "fell 1.0 point over", -0.94: "fell 0.9 points over", 0.04: "did not change",
        -0.04: "did not change", -12.5: "fell 12.5 points over",
    }.items():  # fmt: skip
        said = overview((0, {"dominance": 50.0}), (30, {"dominance": 50.0 + change})).in_words()
        assert words in said, (change, said)
        assert said.endswith("30 days.")


def test_of_nothing_known_nothing_is_said():
    assert overview((0, {})).in_words() == ""
    assert overview((0, {"dominance": 50.0, "breadth_50": None})).in_words() == ""
    assert overview((0, {}), regime="rising calm").in_words() == "Rising and calm."


def test_a_series_has_every_day_and_gaps_where_a_figure_is_unknown():
    found = overview((0, {"index": 40.0}), (1, {"index": None}), (2, {"season": 1.0}))
    assert found.series("index", "season") == [
        {"time": "2026-01-01", "index": 40.0, "season": None},
        {"time": "2026-01-02", "index": None, "season": None},
        {"time": "2026-01-03", "index": None, "season": 1.0},
    ]
