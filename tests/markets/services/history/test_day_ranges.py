"""Days of which only the close is known get their range; closes and known ranges stay."""

from datetime import UTC, datetime, timedelta

import pytest

from markets.models import Candle
from markets.providers.base import CandleRecord
from markets.services import fill_day_ranges
from markets.services.history.candles import store_candles
from markets.services.history.folding import fold_closed_days
from tests.markets import fake_coingecko as bad

pytestmark = pytest.mark.django_db
TODAY = datetime.now(UTC).date()
MIDNIGHT = datetime(TODAY.year, TODAY.month, TODAY.day, tzinfo=UTC)
DAYS = 20


def day(ago: int):
    return TODAY - timedelta(days=ago)


@pytest.fixture
def bitcoin(live_market, make_asset):
    """Closes of 100 on twenty days, of which the day before yesterday has a range, and a bar."""
    asset = make_asset("bitcoin", rank=1)
    records = [CandleRecord(day=day(ago), open=None, high=None, low=None, close=100.0, volume=7.0)
               for ago in range(1, DAYS + 1) if ago != 2]  # fmt: skip
    records.append(CandleRecord(day=day(2), open=99.0, high=101.0, low=98.0, close=100.0))
    store_candles(asset, records, source="coingecko")
    fold_closed_days()
    return asset


def bars(*days: int, close: float = 100.5) -> list:
    """Six bars of four hours each, from 90 to 120."""
    return [
        [int((MIDNIGHT - timedelta(days=ago) + timedelta(hours=4 * (n + 1))).timestamp() * 1000),
         95.0, 120.0, 90.0, close]
        for ago in days for n in range(6)
    ]  # fmt: skip


def candles() -> dict[int, tuple]:
    rows = Candle.objects.values_list("day", "open", "high", "low", "close", "volume")
    return {(TODAY - row[0]).days: row[1:] for row in rows}


def test_rows_and_blocks_get_the_ranges_that_they_lack(bitcoin, fake):
    fake.routes["/coins/bitcoin/ohlc"] = bars(18, 15, 2, 1)
    run = fill_day_ranges(wanted=[])
    assert (run.rows, run.accepted, run.error) == (4, 3, "")
    found = candles()
    for ago in (18, 15, 1):
        assert found[ago] == (95.0, 120.0, 90.0, 100.0, 7.0)
    assert found[2] == (99.0, 101.0, 98.0, 100.0, None)
    assert found[17][1:4] == (None, None, 100.0)


def test_bars_of_another_coin_are_not_taken(bitcoin, fake):
    fake.routes["/coins/bitcoin/ohlc"] = bars(3, close=100.5) + bars(1, close=110.0)
    run = fill_day_ranges(wanted=[])
    assert (run.accepted, run.reasons) == (1, {"far from the stored close": 1})
    assert candles()[1][1] is None


def test_an_asset_is_asked_once_a_day_and_the_next_has_its_turn(bitcoin, make_asset, fake):
    held = make_asset("held", rank=9000)
    whole = make_asset("whole", rank=2)
    records = {held: (None,) * 3, whole: (1.0, 2.0, 1.0)}
    for asset, (opened, high, low) in records.items():
        one = CandleRecord(day=day(1), open=opened, high=high, low=low, close=1.5)
        store_candles(asset, [one], source="coingecko")
    fake.routes["/coins/bitcoin/ohlc"] = []
    fake.replies = [bad.status(403)]
    assert "403" in fill_day_ranges(wanted=[held.pk]).error
    fill_day_ranges(wanted=[held.pk])
    assert fill_day_ranges(wanted=[held.pk]) is None
    assert [path.split("/")[4] for path in fake.paths] == ["held", "bitcoin"]


def test_a_simulated_market_asks_nobody(simulated_market, fake):
    assert fill_day_ranges(wanted=[]) is None
    assert fake.requests == []
