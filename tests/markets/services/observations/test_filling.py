"""Figures beyond candles of the simulated market: filled once, then day by day."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from markets.analytics.inputs import INPUTS
from markets.models import Market, ObservationRevision, ObservationYear
from markets.providers.base import NOT_KNOWN
from markets.services import fill_observations
from tests.factories import make_asset as make_plain_asset

pytestmark = pytest.mark.django_db
YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)
LATELY = YESTERDAY - timedelta(days=40)


@pytest.fixture
def bitcoin(simulated_market, make_asset, valkey):
    return make_plain_asset("bitcoin", price=1.0)


def known(asset, figure: str) -> dict[date, float]:
    found = {}
    for row in ObservationYear.objects.filter(asset=asset, figure=figure):
        first = date(row.year, 1, 1)
        days = {first + timedelta(days=n): value for n, value in enumerate(row.values)}
        found |= {day: value for day, value in days.items() if np.isfinite(value)}
    return found


def test_every_day_since_is_filled(bitcoin):
    run = fill_observations(since=LATELY)
    assert set(known(bitcoin, "transactions")) == {
        LATELY + timedelta(days=n) for n in range((YESTERDAY - LATELY).days + 1)
    }
    assert set(ObservationYear.objects.values_list("figure", flat=True)) == set(INPUTS)
    assert run.error == ""
    assert run.rows == run.accepted == len(INPUTS) * 41


def test_nothing_is_asked_twice(bitcoin):
    fill_observations(since=LATELY)
    assert fill_observations(since=LATELY) is None


def test_a_run_goes_on_where_the_last_one_ended(bitcoin):
    fill_observations(since=LATELY)
    whole = known(bitcoin, "fees")
    for row in ObservationYear.objects.filter(year=YESTERDAY.year):
        row.values, row.seen_after = row.values[:-3], row.seen_after[:-3]
        row.save()
    run = fill_observations(since=LATELY)
    assert known(bitcoin, "fees") == whole
    lost = min(3, YESTERDAY.timetuple().tm_yday)
    assert run.accepted == lost * len(INPUTS)
    assert not ObservationRevision.objects.exists()


def test_an_asset_that_the_market_does_not_know_costs_the_others_nothing(bitcoin):
    make_plain_asset("a-stranger", price=1.0)
    run = fill_observations(since=LATELY)
    assert run.error == ""
    assert run.reasons == {NOT_KNOWN: 1}
    assert known(bitcoin, "fees")


def test_a_live_market_is_not_asked(bitcoin):
    Market.objects.update(provider=Market.Provider.COINGECKO)
    assert fill_observations() is None
