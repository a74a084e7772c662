"""Days that were missed, days before the first, and what became of a run that was stopped."""

from datetime import timedelta

import numpy as np
import pytest

from markets.analytics.analysis import analyse
from markets.models import AnalysisRun, Assessment, AssetPoints, MarketDay
from markets.selectors.panel import load_panel
from markets.services.analytics import days as days_module
from markets.services.analytics.days import analyse_day, analyse_market, fill_analyses
from tests.markets.analyses import BACK_COMPUTED, LIVE
from tests.markets.market_of_days import FIRST
from tests.markets.services.analytics.conftest import DAYS, LAST, at

pytestmark = pytest.mark.django_db


def test_what_is_computed_before_the_next_close_is_live(market, clock):
    clock(at(LAST, hours=23.9))
    assert analyse_day(LAST).origin == LIVE


def test_what_is_computed_after_the_next_close_is_labelled_back_computed(market, clock):
    clock(at(LAST, hours=24.1))
    assert analyse_day(LAST).origin == BACK_COMPUTED


def test_the_market_catches_up_and_fills_the_days_before_the_first(market, clock, monkeypatch):
    monkeypatch.setattr("markets.services.analytics.runs.BLOCK_CELLS", 30 * 50)
    clock(at(LAST - timedelta(days=3)))
    first = analyse_market(now=at(LAST - timedelta(days=3)))
    assert [(run.origin, run.done) for run in first] == [(LIVE, 1), (BACK_COMPUTED, 376)]
    clock(at(LAST))
    later = analyse_market(now=at(LAST))
    assert [(run.first_day, run.origin) for run in later] == [
        (LAST - timedelta(days=2), BACK_COMPUTED),
        (LAST - timedelta(days=1), BACK_COMPUTED),
        (LAST, LIVE),
    ]
    assert analyse_market(now=at(LAST)) == []
    days = [row.day for row in MarketDay.objects.order_by("day")]
    assert days == [FIRST + timedelta(days=90 + number) for number in range(len(days))]
    assert days[-1] == LAST


def test_a_history_that_was_stopped_goes_on_where_it_stood(market, monkeypatch):
    monkeypatch.setattr("markets.services.analytics.runs.BLOCK_CELLS", 30 * 100)
    analyse_day(LAST)
    stored, calls = days_module.advance, []

    def stop_at_the_second(run, block):
        calls.append(block)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return stored(run, block)

    monkeypatch.setattr(days_module, "advance", stop_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        fill_analyses()
    run = AnalysisRun.objects.get(total__gt=1)
    assert 0 < run.done < run.total
    assert run.finished_at is None
    monkeypatch.setattr(days_module, "advance", stored)
    assert fill_analyses().done == run.total
    assert MarketDay.objects.filter(run=run).count() == run.total
    assert fill_analyses() is None


@pytest.mark.parametrize(("days", "done"), [(0, None), (5, 5)])
def test_an_operator_says_how_many_days_are_back_computed(market, settings, days, done):
    settings.BACK_COMPUTED_DAYS = days
    analyse_day(LAST)
    run = fill_analyses()
    assert (run and run.done) == done


def test_blocks_of_a_history_have_the_figures_of_the_whole(market, monkeypatch):
    monkeypatch.setattr("markets.services.analytics.runs.BLOCK_CELLS", 30 * 120)
    analyse_day(LAST)
    run = fill_analyses()
    whole = analyse(load_panel(until=LAST - timedelta(days=1), days=DAYS - 1), horizons=(1, 7, 30))
    place = whole.panel.assets.index("bitcoin")
    rows = Assessment.objects.filter(run=run, asset__slug="bitcoin").order_by("day")
    trader = [row.trader for row in rows]
    np.testing.assert_allclose(
        np.array(trader, dtype=float), whole.grades["trader"].value[90:, place], rtol=1e-9
    )
    figures = [row.figures["index"] for row in MarketDay.objects.filter(run=run).order_by("day")]
    np.testing.assert_allclose(figures, whole.market["index"][90:], rtol=1e-9)
    with_points = AssetPoints.objects.filter(run=run).dates("day", "day")
    assert len(with_points) == 90


def test_what_fails_stands_in_the_run(market, monkeypatch):
    def fail(*arguments, **options):
        raise ValueError("no room")

    monkeypatch.setattr("markets.services.analytics.runs.store_days", fail)
    with pytest.raises(ValueError, match="no room"):
        analyse_day(LAST)
    run = AnalysisRun.objects.get()
    assert (run.done, run.error) == (0, "ValueError: no room")
    assert not MarketDay.objects.exists()


def test_points_are_kept_so_long_and_assessments_for_ever(market, settings, clock):
    settings.ANALYTICS_POINT_DAYS = 5
    analyse_day(LAST)
    clock(at(LAST + timedelta(days=10)))
    analyse_market(now=at(LAST + timedelta(days=10)))
    assert not AssetPoints.objects.filter(day=LAST).exists()
    assert Assessment.objects.filter(day=LAST).exists()
