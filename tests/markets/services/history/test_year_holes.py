"""Days that a long time away left out: filled in turn, without being asked to."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from markets.models import Candle, RefreshRun
from markets.selectors.health import fill_progress
from markets.services import fill_year_holes
from markets.services.history.candles import store_candles
from markets.services.history.year_holes import LARGEST
from tests.factories import set_price
from tests.markets import fake_coingecko as bad
from tests.markets.services.history.test_candles import candle

pytestmark = pytest.mark.django_db
YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)
BEFORE, AFTER = YESTERDAY - timedelta(days=200), YESTERDAY - timedelta(days=100)


@pytest.fixture
def away(live_market, fake, make_asset, settings):
    """Makes assets whose history lacks a hundred days."""
    settings.COINGECKO_PER_MINUTE = 1000

    def make(slug: str, **fields):
        asset = make_asset(slug, **fields)
        set_price(asset, 100.0, at=timezone.now())
        known = [BEFORE - timedelta(days=n) for n in range(20)]
        known += [AFTER + timedelta(days=n) for n in range(101)]
        store_candles(asset, [candle(day) for day in known], source="coingecko")
        days = [YESTERDAY - timedelta(days=n) for n in range(300)]
        fake.charts[slug] = {"prices": [[noon(day), 100.0] for day in days]}
        return asset

    return make


def noon(day: date) -> int:
    return 1000 * (86400 * (day - date(1970, 1, 1)).days + 43200)


def between(asset) -> int:
    return Candle.objects.filter(asset=asset, day__gt=BEFORE, day__lt=AFTER).count()


def test_the_days_between_are_filled_in_one_request(away, fake):
    asset = away("bitcoin", rank=1)
    run, gained = fill_year_holes(wanted=[])
    assert (run.error, gained, len(fake.requests)) == ("", [asset.pk], 1)
    assert between(asset) == 99
    assert fill_year_holes(wanted=[]) == (None, [])


def test_those_wanted_come_first_then_the_largest_and_no_others(away, fake):
    small, large = away("small", rank=LARGEST + 1), away("large", rank=1)
    wanted = away("wanted", rank=LARGEST + 9)
    filled = [gained for _ in range(3) for gained in fill_year_holes(wanted=[wanted.pk])[1]]
    assert filled == [wanted.pk, large.pk]
    assert between(small) == 0


def test_it_goes_on_after_a_refusal_and_staff_see_how_many_wait(away, fake):
    assets = [away(slug, rank=rank) for rank, slug in enumerate(("a", "b"), start=1)]
    assert fill_progress().holes is None
    fake.replies = [bad.status(429, Retry_After="30")]
    run, gained = fill_year_holes(wanted=[])
    assert "429" in run.error
    assert (gained, fill_progress().holes) == ([], 2)
    assert [between(asset) for asset in assets] == [0, 0]


def test_what_the_provider_lacks_is_asked_for_once_a_week(away, fake):
    away("bitcoin", rank=1)
    fake.charts["bitcoin"] = {"prices": [[noon(YESTERDAY), 100.0]]}
    assert fill_year_holes(wanted=[])[1] == []
    asked = len(fake.requests)
    assert fill_year_holes(wanted=[]) == (None, [])
    assert len(fake.requests) == asked


def test_an_asset_that_the_provider_forgot_lets_the_next_have_its_turn(away, fake):
    away("gone", rank=1)
    other = away("other", rank=2)
    fake.replies = [bad.status(404)]
    assert fill_year_holes(wanted=[])[0].reasons == {"not known to the provider": 1}
    assert fill_year_holes(wanted=[])[1] == [other.pk]


def test_nothing_is_recorded_where_no_day_is_missing(live_market, make_asset, fake):
    asset = make_asset("new", rank=1)
    set_price(asset, 100.0, at=timezone.now())
    store_candles(asset, [candle(YESTERDAY)], source="coingecko")
    assert fill_year_holes(wanted=[]) == (None, [])
    assert not RefreshRun.objects.exists()
    assert fake.requests == []
