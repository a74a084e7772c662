"""When the history is filled so far that it can be analysed; an index that goes on from a day."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from markets.analytics.analysis import analyse
from markets.models import Market, MarketDay, ObservationYear
from markets.selectors.panel import load_panel
from markets.services.analytics.days import analyse_day
from markets.services.analytics.readiness import close_of, is_filled, is_live
from markets.services.history.folding import copy_candles
from tests.factories import make_asset, set_closes
from tests.markets.services.analytics.conftest import DAYS, LAST, at

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = date(2026, 3, 9)


def market_of(provider, *, hours=1.0):
    market = Market.objects.create(provider=provider, seed=1)
    Market.objects.update(chosen_at=NOW - timedelta(hours=hours))
    market.refresh_from_db()
    return market


def filled(market):
    return is_filled(market, now=NOW)


def test_a_market_without_assets_is_not_filled_before_a_day_has_passed():
    assert not filled(market_of("coingecko"))
    Market.objects.all().delete()
    assert filled(market_of("coingecko", hours=24.1))
    Market.objects.all().delete()
    assert not filled(market_of("coingecko", hours=23.9))


def listed(slug, *, rank, close=None, source="vendor"):
    """An asset with a quote, and a stored day where a close is given."""
    asset = make_asset(slug, price=1.0, rank=rank)
    if close:
        set_closes(asset, {DAY: close})
        asset.open_candles.update(source=source)
    return asset


def test_each_of_the_largest_needs_a_day_of_a_provider():
    """A close that was recorded from quotes is today's; a history is what came before."""
    market = market_of("coingecko")
    listed("bitcoin", rank=1, close=1.0)
    solana = listed("solana", rank=2, close=1.0, source="live")
    assert not filled(market)
    solana.open_candles.update(source="vendor")
    assert filled(market)


def test_folded_days_are_a_history_too():
    market = market_of("coingecko")
    bitcoin = listed("bitcoin", rank=1)
    assert not filled(market)
    copy_candles([(bitcoin.pk, DAY, None, None, None, 1.0, None, None, "vendor")])
    assert filled(market)


def test_smaller_ones_and_those_without_a_price_are_not_waited_for(monkeypatch):
    monkeypatch.setattr("markets.services.analytics.readiness.LARGEST", 1)
    market = market_of("coingecko")
    make_asset("unlisted", rank=0)
    listed("bitcoin", rank=1, close=1.0)
    listed("solana", rank=2)
    assert filled(market)


def test_a_simulated_market_needs_its_further_figures_too():
    market = market_of("simulated")
    bitcoin = listed("bitcoin", rank=1, close=1.0)
    assert not filled(market)
    ObservationYear.objects.create(
        asset=bitcoin, figure="tvl", year=2026, values=[1.0], seen_after=[0], source="test"
    )
    assert filled(market)


def test_a_day_is_live_from_its_close_to_the_next_one():
    close = close_of(DAY)
    assert close == datetime(2026, 3, 10, tzinfo=UTC)
    moment = timedelta(microseconds=1)
    for now, expected in ((close - moment, False), (close, True),
                          (close + timedelta(days=1) - moment, True),
                          (close + timedelta(days=1), False)):  # fmt: skip
        assert is_live(DAY, now=now) is expected, now


def test_an_index_of_a_part_of_the_history_goes_on_from_the_day_before(market, monkeypatch, clock):
    """A large market looks back at 300 days, and its level is that of the whole history."""
    whole = analyse(load_panel(until=LAST, days=DAYS), horizons=(1,)).market["index"]
    clock(at(LAST))
    analyse_day(LAST - timedelta(days=1))
    monkeypatch.setattr("markets.services.analytics.runs.PANEL_CELLS", 30 * 300)
    analyse_day(LAST)
    stored = [row.figures["index"] for row in MarketDay.objects.order_by("day")]
    assert stored == pytest.approx(whole[-2:], rel=1e-9)
    part = analyse(load_panel(until=LAST, days=300), horizons=(1,)).market["index"]
    assert not np.isclose(part[-1], whole[-1], rtol=0.01)
