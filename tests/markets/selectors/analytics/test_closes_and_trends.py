"""An asset's closes over short holes, and signals' trends over days without one."""

from datetime import date, timedelta

import numpy as np
import pytest

from markets.selectors.analytics.closes import days_until, own_closes
from markets.selectors.analytics.days import analysed_days
from markets.selectors.analytics.trends import trends_of
from tests.factories import make_asset, set_closes
from tests.markets.analyses import BACK_COMPUTED, LIVE, store_analysis

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)
NAN = np.nan


def ago(days):
    return TODAY - timedelta(days=days)


def test_days_end_with_the_last_and_are_as_many_as_asked():
    assert days_until(TODAY, days=3) == [ago(2), ago(1), TODAY]


def test_three_days_of_a_hole_keep_the_close_and_no_more():
    """As in the analysis: the fourth day of a hole is a gap."""
    bitcoin = make_asset("bitcoin")
    set_closes(bitcoin, {ago(7): 5.0, ago(2): 6.0})
    found = own_closes(bitcoin, days_until(TODAY, days=9))
    assert found.tolist() == pytest.approx(
        [NAN, 5.0, 5.0, 5.0, 5.0, NAN, 6.0, 6.0, 6.0], nan_ok=True
    )


def test_what_was_before_the_span_is_not_looked_for():
    bitcoin = make_asset("bitcoin")
    set_closes(bitcoin, {ago(4): 5.0})
    assert np.isnan(own_closes(bitcoin, days_until(TODAY, days=4))).all()
    assert np.isnan(own_closes(make_asset("none"), days_until(TODAY, days=4))).all()


def trends(*slugs, first, last, **asked):
    ids = [make_asset(slug).pk for slug in slugs]
    return trends_of(ids, first=first, last=last, analysed=analysed_days(**asked)).T.tolist()


def test_a_day_without_a_trend_has_that_of_the_day_before():
    store_analysis(ago(5), {"bitcoin": {"trend": 1}, "solana": {"trend": None}})
    store_analysis(ago(3), {"bitcoin": {"trend": -1}, "solana": {"trend": 0}})
    store_analysis(ago(1), {"solana": {"trend": 1}})
    bitcoin, solana, unknown = trends("bitcoin", "solana", "newcomer", first=ago(6), last=TODAY)
    assert bitcoin == pytest.approx([NAN, 1, 1, -1, -1, -1, -1], nan_ok=True)
    assert solana == pytest.approx([NAN, NAN, NAN, 0, 0, 1, 1], nan_ok=True)
    assert np.isnan(unknown).all()


def test_the_run_that_speaks_for_a_day_speaks_for_its_trends_too():
    store_analysis(ago(1), {"bitcoin": {"trend": -1}}, origin=BACK_COMPUTED, days=3)
    store_analysis(ago(1), {"bitcoin": {"trend": 1}}, origin=LIVE)
    store_analysis(ago(1), {"bitcoin": {"trend": 0}}, origin=BACK_COMPUTED, version=2)
    assert trends("bitcoin", first=ago(3), last=ago(1)) == [[-1, -1, 1]]
    back = trends("bitcoin", first=ago(3), last=ago(1), origin=BACK_COMPUTED)
    assert back == [[-1, -1, -1]]


def test_days_outside_the_span_and_no_assets_are_no_fault():
    store_analysis(ago(9), {"bitcoin": {"trend": 1}})
    assert np.isnan(trends("bitcoin", first=ago(3), last=ago(1))).all()
    assert trends(first=ago(3), last=ago(1)) == []
