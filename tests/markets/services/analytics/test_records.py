"""Records come from stored days of one origin, find what was planted, and nothing else."""

import json
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from markets.analytics.methods import CURRENT
from markets.analytics.record import grade_record, run_up_record
from markets.analytics.series import shift
from markets.models import Assessment
from markets.selectors.analytics.days import analysed_days
from markets.selectors.analytics.record.stored import record_of, track_records
from markets.selectors.panel import load_panel
from markets.services.analytics.days import analyse_day, analyse_market
from markets.services.analytics.records import SUBJECTS, grades, refresh_records
from markets.services.analytics.scores import stored_scores
from tests.markets.analyses import BACK_COMPUTED, LIVE
from tests.markets.services.analytics.conftest import LAST, at

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def analysed(market):
    """One live day, and the days before it back-computed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", lambda: at(LAST))
        analyse_market(now=at(LAST))


def test_there_is_none_without_a_day(market):
    assert refresh_records() == 0


def test_each_subject_has_its_record(analysed):
    records = track_records(origin=BACK_COMPUTED)
    assert {one.subject for one in records} == set(SUBJECTS)
    for one in records:
        assert one.method == CURRENT
        assert one.last_day <= LAST
        json.dumps(one.document, allow_nan=False)


def test_a_grade_s_record_is_that_of_the_stored_grades(analysed):
    found = record_of("grade:trader")[BACK_COMPUTED]
    panel = load_panel(until=found.last_day, days=(found.last_day - found.first_day).days + 1)
    scores = np.full(panel.close.shape, np.nan)
    rows = Assessment.objects.filter(run__total__gt=1, trader__isnull=False)
    for day, slug, value in rows.values_list("day", "asset__slug", "trader"):
        scores[(day - found.first_day).days, panel.assets.index(slug)] = value
    (plain,) = grade_record(scores, panel.close, days=panel.days, tiers={}, horizons=(7,))
    mean = found.document["horizons"]["7"]["by_span"]["all"]["mean"]
    assert mean["n"] == plain.by_span["all"].mean.n > 200
    assert mean["value"] == pytest.approx(plain.by_span["all"].mean.value, abs=1e-12)
    assert mean["low"] == pytest.approx(plain.by_span["all"].mean.low, abs=1e-12)


def test_the_record_of_a_forecast_covers_its_outcomes(analysed):
    document = record_of("forecast")[BACK_COMPUTED].document
    coverage = document["horizons"]["1"]["coverage"]["all"]
    assert coverage["n"] > 500
    assert 70 < coverage["shares"]["80"] < 90


def test_the_record_of_run_ups_is_of_stored_days_of_coins_alone(analysed):
    scores = stored_scores(BACK_COMPUTED)
    document = record_of("run_ups")[BACK_COMPUTED].document
    plain = run_up_record(scores.close, asked=np.isfinite(scores.trend))
    assert document["loss_30"]["n"] == document["run_ups"]["n"] == plain.loss.n
    assert document["run_ups"]["hits"] == plain.lost
    first = int((scores.days < np.datetime64(scores.first)).sum())
    assert not np.isfinite(scores.trend[:first]).any()


def planted(scores, *, strength: float, seed: int):
    """Scores whose grades tell the return of the next 7 days as far as `strength` says."""
    close = scores.close
    with np.errstate(invalid="ignore"):
        ahead = shift(close, -7) / close - 1
    noise = np.random.default_rng(seed).normal(0, np.nanstd(ahead), ahead.shape)
    is_graded = np.isfinite(scores.trader)
    return replace(scores, trader=np.where(is_graded, strength * ahead + noise, np.nan))


def test_a_planted_effect_is_found_and_chance_alone_is_not(analysed):
    """A test at 95% takes chance for an effect in 2 of 40 markets; in more than 5 with 1.4%."""
    scores = stored_scores(BACK_COMPUTED)

    def found(strength: float, *, markets: int) -> int:
        markets = (planted(scores, strength=strength, seed=seed) for seed in range(markets))
        return sum(grades(one, name="trader").is_significant for one in markets)

    assert found(0.5, markets=10) == 10
    assert found(0.0, markets=40) <= 5


def test_the_live_record_reads_nothing_that_was_back_computed(analysed):
    live = record_of("grade:trader")[LIVE]
    assert (live.first_day, live.last_day, live.n) == (LAST, LAST, 0)
    assert live.is_significant is False
    assert record_of("grade:trader")[BACK_COMPUTED].last_day == LAST - timedelta(days=1)


def test_a_correction_is_no_part_of_a_record(analysed):
    analyse_day(LAST, correction=True)
    assert LAST not in analysed_days(origin=BACK_COMPUTED)
