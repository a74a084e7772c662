"""What an asset's page says of its last analysed day, worked out by hand."""

from datetime import date, timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from markets.models import Assessment, Category
from markets.selectors.analytics.asset import PICTURE_DAYS, analysis_of
from tests.factories import make_asset, set_closes
from tests.markets.analyses import BACK_COMPUTED, store_analysis

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = date(2026, 3, 10)
# Of ten days, the first first: in at 120, out at 150, in at 100 and still there at 130.
TRENDS = [-1, -1, 1, 1, 1, -1, -1, 1, 1, 1]
SIGNALS = [0, 0, 1, 0, 0, -1, 0, 1, 0, 0]
CLOSES = [100.0, 110.0, 120.0, 140.0, 160.0, 150.0, 120.0, 100.0, 125.0, 130.0]


@pytest.fixture(scope="module")
def stored(module_db):
    """Seven days that were computed back, then three live ones."""
    for number, (trend, signal) in enumerate(zip(TRENDS, SIGNALS, strict=True)):
        points = {"ret_30d": number / 100, "volume_30": 5e5, "turnover_30": 0.02, "cap": 1e9,
                  "atr_14": 0.05, "corr_mkt_90": 0.5}  # fmt: skip
        assets = {
            "bitcoin": {"trader": 50 + number, "investor": None, "trend": trend, "signal": signal,
                        "points": points},
            "usd-coin": {"points": {"turnover_30": 3.0, "volume_30": 1e9}},
        }  # fmt: skip
        options = {} if number > 6 else {"origin": BACK_COMPUTED}
        store_analysis(TODAY - (9 - number) * DAY, assets, **options)
    set_closes(
        make_asset("bitcoin"),
        {TODAY - (9 - number) * DAY: close for number, close in enumerate(CLOSES)},
    )
    return analysis_of(make_asset("bitcoin"))


def test_there_is_none_before_the_first_analysis_nor_of_what_it_did_not_know(db):
    bitcoin = make_asset("bitcoin")
    assert analysis_of(bitcoin) is None
    store_analysis(TODAY, {"bitcoin": {"trader": 1}})
    assert analysis_of(make_asset("solana")) is None
    # An asset that has left the market has no page of its last day but one.
    store_analysis(TODAY + DAY, {"solana": {"trader": 1}})
    assert analysis_of(bitcoin) is None


def test_the_signal_its_day_and_its_trades_the_latest_first(stored):
    signalled = stored.signalled
    assert (signalled.trend, signalled.signal) == (1, 0)
    assert signalled.since == TODAY - 2 * DAY
    latest, first = signalled.trades
    assert (latest.entered_on, latest.entry, latest.left_on) == (TODAY - 2 * DAY, 100.0, None)
    assert latest.is_open
    assert latest.result == pytest.approx(0.30)
    assert (first.entered_on, first.entry) == (TODAY - 7 * DAY, 120.0)
    assert (first.left_on, first.exit) == (TODAY - 4 * DAY, 150.0)
    assert first.result == pytest.approx(0.25)


def test_its_day_its_close_and_those_of_a_year_before(stored):
    assert stored.day == TODAY
    assert stored.close == 130.0
    assert len(stored.past) == PICTURE_DAYS
    assert stored.past[-10:] == tuple(CLOSES)
    assert np.isnan(stored.past[:-10]).all()


def test_both_grades_by_day_and_since_when_they_are_live(stored):
    assert stored.live_since == TODAY - 2 * DAY
    assert len(stored.grade_days) == 10
    assert stored.grade_days[0] == {"time": "2026-03-01", "trader": 50, "investor": None}
    assert stored.grade_days[-1] == {"time": "2026-03-10", "trader": 59, "investor": None}
    # No grade, no reasons for it.
    assert list(stored.reasons) == ["trader"]


def test_paths_are_every_sixth_day_up_to_the_last(stored):
    """Of ten days the 9th, the 3rd before that, none earlier: 0.03 and 0.09."""
    assert stored.paths["ret_30d"] == [0.03, 0.09]
    assert stored.paths["vol_30"] == [None, None]


def test_points_stand_in_their_groups_and_by_name(stored):
    assert stored.value_of("ret_30d") == 0.09
    assert stored.value_of("vol_30") is None
    assert stored.value_of("no_such") is None
    groups = [group for group, _ in stored.groups]
    assert len(groups) == len(set(groups))
    assert sum(len(found) for _, found in stored.groups) == len(stored.points)
    correlations = {one.point.id: one.value for one in stored.market_correlations}
    assert correlations == {"corr_btc_90": None, "corr_mkt_90": 0.5}


def test_cautions_are_of_its_own_figures_and_kind(stored):
    """$500,000 a day is thin; 2% of the cap is not; a stablecoin may turn over three times."""
    found = [(one.code, one.figure) for one in stored.cautions]
    assert found == [("thin", "volume_30")]
    assert analysis_of(make_asset("usd-coin")).cautions == ()


def test_an_asset_without_a_close_has_no_levels_and_no_trades(stored):
    found = analysis_of(make_asset("usd-coin"))
    assert found.close is None
    assert (found.levels.support, found.levels.resistance) == ((), ())
    assert (found.signalled.trades, found.signalled.since) == ((), None)
    assert found.peers.peers == ()


def test_peers_share_a_category_and_are_named_with_the_nearest_first(stored):
    at = TODAY + DAY
    caps = {"bitcoin": 1e9, "ethereum": 5e8, "solana": 4e9, "usd-coin": 1e9}
    store_analysis(at, {slug: {"points": {"cap": cap}} for slug, cap in caps.items()})
    layer = Category.objects.create(slug="layer-1", name="Layer 1")
    for slug in caps:
        make_asset(slug).categories.add(layer)
    found = analysis_of(make_asset("bitcoin")).peers
    # Half as large is nearer than four times; a stablecoin is another kind.
    assert {one.asset.slug for one in found.peers} == {"ethereum", "solana"}


def test_it_takes_as_many_queries_however_long_the_history_is(stored):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            analysis_of(make_asset("bitcoin"))
        return len(captured)

    queries()
    before = queries()
    oldest = TODAY - 40 * DAY
    store_analysis(TODAY - 10 * DAY, {"bitcoin": {"trader": 1.0}}, origin=BACK_COMPUTED, days=30)
    assert Assessment.objects.filter(day__gte=oldest).count() > 40
    assert queries() == before
