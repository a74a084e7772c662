"""What pages say of the record of a grade, a signal or a forecast beside it."""

import pytest

from markets.models import TrackRecord
from markets.selectors.analytics.record.verdicts import Held, own_coverage, verdicts_of
from tests.markets.analyses import BACK_COMPUTED, LIVE
from tests.markets.selectors.analytics.record.test_tables import grade_document, store

pytestmark = pytest.mark.django_db


def forecast_document(**assets):
    return {"horizons": {"7": {"by_asset": assets}}}


def shares(n, share=79.0):
    return {"n": n, "shares": {"50": 51.0, "80": share, "90": 91.0}}


def test_records_that_have_outcomes_are_said_the_live_one_first(django_assert_num_queries):
    store("grade:trader", grade_document(), origin=BACK_COMPUTED, n=700, is_significant=True)
    store("grade:trader", grade_document(), n=40)
    store("signal", {"trades": {"hits": 3, "n": 8}}, n=9)
    store("forecast", forecast_document(), n=7)
    store("grade:investor", {"horizons": {}}, n=0)
    with django_assert_num_queries(1):
        found = verdicts_of("trader", "investor", "signal", "forecast")
    assert [(one.origin, one.n, one.is_significant) for one in found["trader"]] == [
        (LIVE, 40, False), (BACK_COMPUTED, 700, True),
    ]  # fmt: skip
    assert found["trader"][0].hits == "Above 0 on 61% of the days."
    assert found["investor"] == []
    assert found["signal"][0].hits.startswith("3 of 8 closed trades gained")
    assert (found["forecast"][0].n, found["forecast"][0].hits) == (7, "")


def test_a_live_record_without_outcomes_leaves_the_coverage_of_the_other():
    """On its first days an installation has a live record that says nothing of any asset."""
    store("forecast", forecast_document(bitcoin=shares(900), new=shares(0)), origin=BACK_COMPUTED)
    store("forecast", forecast_document(), n=0)
    assert own_coverage("bitcoin") == [(False, [Held(7, 79.0, 900)])]
    assert own_coverage("new") == own_coverage("unknown") == []
    TrackRecord.objects.filter(origin=LIVE).update(document=forecast_document(bitcoin=shares(5)))
    assert own_coverage("bitcoin") == [
        (True, [Held(7, 79.0, 5)]), (False, [Held(7, 79.0, 900)]),
    ]  # fmt: skip


@pytest.mark.parametrize("slug", ["808", "a__b", "it's", "x%y"])
def test_any_slug_is_found(slug):
    store("forecast", forecast_document(**{slug: shares(3)}))
    assert own_coverage(slug) == [(True, [Held(7, 79.0, 3)])]
