"""What following a signal on one asset did."""

from datetime import date, timedelta

import numpy as np
import pytest

from markets.analytics.record.signals import CLOSES_BEFORE
from markets.analytics.record.trades import COST, own_record, trade_hits, trades_of

FIRST = date(2026, 1, 1)


def days(count):
    return [FIRST + timedelta(days=place) for place in range(count)]


def test_a_trade_goes_from_the_day_of_its_signal_to_that_of_the_next():
    close = np.array([10.0, 11.0, 12.0, 9.0, 8.0])
    (trade,) = trades_of(days(5), close, [0, 1, 1, -1, -1])
    assert (trade.entered_on, trade.left_on) == (date(2026, 1, 2), date(2026, 1, 4))
    assert trade.result == pytest.approx(9 / 11 - 1)


def test_an_open_trade_counts_to_the_last_close_and_unknown_days_do_nothing():
    close = np.array([10.0, np.nan, 12.0, np.nan])
    (trade,) = trades_of(days(4), close, [1, None, 1, 1])
    assert trade.is_open
    assert (trade.entered_on, trade.exit) == (FIRST, 12.0)
    assert trades_of(days(2), np.array([np.nan, np.nan]), [1, 1]) == ()


def test_a_record_begins_after_396_closes():
    close = np.geomspace(1.0, 2.0, CLOSES_BEFORE + 10)
    record = own_record(close, [1] * len(close))
    assert record.n == 10
    assert record.following == record.holding  # always in the market, no change of it
    assert own_record(close[:100], [1] * 100).n == 0


def test_hits_are_those_of_each_asset_s_own_trades():
    draws = np.random.default_rng(3)
    close = np.exp(np.cumsum(draws.normal(0, 0.05, (300, 12)), axis=0))
    close[draws.random(close.shape) < 0.1] = np.nan
    close[:40, 0] = close[:, 1] = np.nan
    trend = draws.choice([-1.0, 0.0, 1.0, np.nan], close.shape)
    closed = [
        trade
        for column in range(12)
        for trade in trades_of(days(300), close[:, column], trend[:, column].tolist())
        if not trade.is_open
    ]
    gained = sum((1 + trade.result) * (1 - COST) ** 2 > 1 for trade in closed)
    assert trade_hits(trend, close) == (gained, len(closed))
    assert len(closed) > 100
