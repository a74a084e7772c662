"""Track records as tables: scales, styles, significance, and what is left unsaid."""

from datetime import UTC, date, datetime

import pytest

from markets.models import TrackRecord
from markets.selectors.analytics.record.tables import Line, shown_records
from markets.selectors.analytics.record.words import record_in_words
from tests.markets.analyses import BACK_COMPUTED, LIVE

DAY = date(2026, 3, 10)


def estimate(value, low=None, high=None, n=40):
    return {"value": value, "low": low, "high": high, "n": n}


def correlation(value, low=None, high=None, *, positive=0.5):
    return {"mean": estimate(value, low, high), "t": 1.0, "positive": positive}


def store(subject, document, *, origin=LIVE, n=40, is_significant=False):
    return TrackRecord.objects.create(
        origin=origin, method=1, subject=subject, first_day=DAY, last_day=DAY, n=n,
        is_significant=is_significant, document=document, computed_at=datetime.now(UTC),
    )  # fmt: skip


def grade_document(**weeks):
    found = {"all": correlation(0.05, 0.01, 0.09, positive=0.61), "2026": correlation(-0.02)}
    return {
        "horizons": {
            "1": {"by_span": {"all": correlation(0.03)}, "by_tier": {}, "quintiles": None},
            "7": {"by_span": found | weeks, "by_tier": {"small": correlation(0.11, -0.3, 0.2)},
                  "quintiles": {"returns": [-0.02, 0, 0.01, 0.02, 0.03]}},
            "30": {"by_span": {}, "by_tier": {}, "quintiles": None},
        }
    }  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "neutral", "is_significant"),
    [(0.1, 0.2, 0.0, True), (-0.2, -0.1, 0.0, True), (-0.1, 0.2, 0.0, False),
     (0.0, 0.2, 0.0, False), (0.9, 0.98, 1.0, True), (0.9, 1.0, 1.0, False),
     (None, None, 0.0, False)],
)  # fmt: skip
def test_a_line_is_significant_where_its_interval_excludes_none(low, high, neutral, is_significant):
    assert Line("all", "All", estimate(0.1, low, high), neutral).is_significant is is_significant


@pytest.mark.django_db
def test_every_subject_has_its_place_and_live_comes_first():
    store("signal", {"costs": {}}, origin=BACK_COMPUTED)
    store("signal", {"costs": {}})
    store("checklist", {"rules": {}})  # has no tables
    found = shown_records()
    assert [subject for subject, _, _ in found] == [
        "grade:trader", "grade:investor", "signal", "forecast", "narratives", "run_ups",
    ]  # fmt: skip
    by_subject = {subject: [one.origin for one in records] for subject, _, records in found}
    assert by_subject["signal"] == [LIVE, BACK_COMPUTED]
    assert by_subject["forecast"] == []
    assert [subject for subject, *_ in shown_records("forecast")] == ["forecast"]


@pytest.mark.django_db
def test_a_grade_s_tables_are_by_horizon_then_by_year_and_size():
    store("grade:trader", grade_document())
    ((_, _, (shown,)),) = shown_records("grade:trader")
    first, day, week = shown.tables
    assert [line.label for line in first.lines] == ["1 day", "7 days"]  # 30 has no day yet
    assert [line.name for line in week.lines] == ["all", "2026", "small"]
    assert (week.low, week.high, week.neutral) == (-0.3, 0.2, 0.0)
    assert (day.low, day.high) == (0.0, 0.03)  # the scale holds "none"
    assert shown.bars == {"7 days ahead": [-0.02, 0, 0.01, 0.02, 0.03]}
    assert shown.hits == "Above 0 on 61% of the days."


@pytest.mark.django_db
def test_signals_are_written_as_ratios_and_in_per_cent_by_cost():
    outcome = {name: estimate(0.2, 0.1, 0.3) for name in ("sharpe", "growth", "worst_fall")}
    store("signal", {"costs": {"0.001": {"all": outcome}, "0.0025": {"all": outcome}},
                     "trades": {"hits": 1200, "n": 3000}})  # fmt: skip
    ((_, _, (shown,)),) = shown_records("signal")
    assert [(table.style, "0.25%" in table.title) for table in shown.tables] == [
        ("ratio", False), ("percent", False), ("percent", False),
        ("ratio", True), ("percent", True), ("percent", True),
    ]  # fmt: skip
    assert shown.hits == "1,200 of 3,000 closed trades gained, after 0.10% a change."
    assert list(shown.facts) == [
        "Signal and holding, after 0.10% a change", "Signal and holding, after 0.25% a change",
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_loss_is_on_a_scale_around_one():
    coverage = {"shares": {"50": 51.0, "80": 79.0, "90": 91.0}, "n": 900}
    store("forecast", {"horizons": {"7": {
        "loss_ratio": {"all": estimate(0.97, 0.95, 0.99), "2026": estimate(0.98, 0.96, 0.995)},
        "coverage": {"all": coverage}, "by_asset": {},
    }}})  # fmt: skip
    ((_, _, (shown,)),) = shown_records("forecast")
    (table,) = shown.tables
    assert (table.low, table.high, table.neutral) == (0.95, 1.0, 1.0)
    assert all(line.is_significant for line in table.lines)


@pytest.mark.django_db
def test_turns_tell_how_many_and_nothing_where_none_was():
    store("narratives", {"ahead_30": estimate(0.04, n=3), "turns": {"hits": 2, "n": 3}})
    store("narratives", {"ahead_30": estimate(None, n=0), "turns": {"hits": 0, "n": 0}},
          origin=BACK_COMPUTED, n=0)  # fmt: skip
    ((_, _, (live, back)),) = shown_records("narratives")
    assert live.hits == "2 of 3 turns were followed by 30 days ahead of the market."
    assert (back.hits, back.tables[0].low, back.tables[0].high) == ("", 0.0, 0.0)


@pytest.mark.django_db
def test_run_ups_tell_how_wide_outcomes_were_beside_the_usual_ones():
    outcomes = {"after": [-0.6, -0.1, 0.9], "usual": [-0.3, 0.0, 0.4]}
    hits = {"run_ups": {"hits": 24, "n": 40}}
    store("run_ups", {"loss_30": estimate(0.05, -0.1, 0.2, n=1266)} | hits | outcomes)
    said = (
        "24 of 40 run-ups had a loss 30 days later. Returns of 30 days at 5, 50 and 95%: −60%, "
        "−10% and +90%; after other days −30%, 0% and +40%."
    )
    ((_, _, (shown,)),) = shown_records("run_ups")
    assert shown.hits == said
    assert record_in_words("run_ups") == (
        "Record of run-ups, live, 2026-03-10 to 2026-03-10. Not significant: this may be chance. "
        "Share with a loss, less that of other days, 30 days after a run-up: 5.0% "
        f"(95%: −10.0% to 20.0%), n = 1,266. {said}"
    )
    TrackRecord.objects.update(
        document={"loss_30": estimate(None, n=0), "after": [None] * 3} | hits
    )
    assert "Returns of 30 days" not in shown_records("run_ups")[0][2][0].hits


@pytest.mark.django_db
def test_a_record_in_a_sentence_is_the_live_one_or_else_the_other():
    assert record_in_words("grade:trader") == "Trader grade: no record yet."
    store("grade:trader", grade_document(), origin=BACK_COMPUTED, is_significant=True)
    assert record_in_words("grade:trader") == (
        "Record of trader grade, back-computed, 2026-03-10 to 2026-03-10. Significant. "
        "Rank correlation by horizon, 7 days: 0.050 (95%: 0.010 to 0.090), n = 40. "
        "Above 0 on 61% of the days."
    )
    store("grade:trader", {"horizons": {}}, n=0)  # live since today, nothing known of it
    assert "back-computed" in record_in_words("grade:trader")
    TrackRecord.objects.filter(origin=LIVE).update(n=40, document=grade_document())
    assert record_in_words("grade:trader").startswith("Record of trader grade, live, ")


@pytest.mark.django_db
def test_all_records_take_one_query(django_assert_num_queries):
    store("grade:trader", grade_document())
    store("grade:investor", grade_document())
    with django_assert_num_queries(1):
        shown_records()
