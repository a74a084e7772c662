"""Records in a sentence."""

from datetime import UTC, date, datetime

from markets.models import TrackRecord
from markets.selectors.analytics.record import tables
from markets.selectors.analytics.record.words import record_in_words
from tests.markets.analyses import LIVE

DAY = date(2026, 3, 10)


def test_the_line_that_counts_is_found_whatever_its_label_is(db, monkeypatch):
    """A label is another in each language."""
    monkeypatch.setattr(tables, "_SPANS", {"all": "Alle Tage"})
    found = {"value": 0.12, "low": None, "high": None, "n": 40}
    TrackRecord.objects.create(
        origin=LIVE, method=1, subject="signal", first_day=DAY, last_day=DAY, n=40,
        is_significant=False, computed_at=datetime.now(UTC),
        document={"costs": {"0.001": {"all": dict.fromkeys(("sharpe", "growth", "worst_fall"),
                                                           found)}}},
    )  # fmt: skip
    assert record_in_words("signal") == (
        "Record of signals, live, 2026-03-10 to 2026-03-10. Not significant: this may be chance. "
        "Sharpe ratio, signal less holding, after 0.10% a change, alle Tage: "
        "0.120 (too few days for an interval), n = 40."
    )
