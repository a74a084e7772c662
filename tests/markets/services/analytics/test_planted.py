"""Honesty: the record finds an effect that was planted in prices, and none where none was.

From candles of the simulated market to the record, by the path that a worker takes each night.
"""

from datetime import date, timedelta

import pytest

from markets.models import TrackRecord
from markets.providers.base import KIND_COIN
from markets.providers.simulated.provider import SimulatedProvider
from markets.selectors.analytics.record.stored import record_of
from markets.services.analytics.days import analyse_market
from markets.services.history.candles import store_candles
from tests.factories import make_asset, make_market
from tests.markets.analyses import BACK_COMPUTED
from tests.markets.services.analytics.conftest import at

pytestmark = pytest.mark.django_db
LAST = date(2025, 6, 30)
FIRST = LAST - timedelta(days=329)
COINS = 30
# A coin's slow drift a day, one deviation; its own noise has some 5% a day.
STRONG = 0.01


def trader_record(*, seed: int, momentum: float) -> TrackRecord:
    """The trader grade's back-computed record over 30 coins and 239 days."""
    market = make_market()
    type(market).objects.update(chosen_at=at(FIRST))
    provider = SimulatedProvider(seed=seed, now=lambda: at(LAST), momentum=momentum)
    listed = [one for one in provider.list_assets().records if one.kind == KIND_COIN]
    for record in [one for one in listed if (one.launched_on or FIRST) <= FIRST][:COINS]:
        asset = make_asset(record.ref)
        page = provider.history(record.ref, start=FIRST, end=LAST)
        store_candles(asset, page.records, source=provider.name)
    analyse_market(now=at(LAST))
    return record_of("grade:trader")[BACK_COMPUTED]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_planted_effect_is_found(seed):
    found = trader_record(seed=seed, momentum=STRONG)
    assert found.is_significant
    assert found.document["horizons"]["7"]["by_span"]["all"]["mean"]["low"] > 0.05


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_found_where_nothing_was_planted(seed):
    assert not trader_record(seed=seed, momentum=0.0).is_significant
