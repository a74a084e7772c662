import numpy as np
import pytest

from markets.analytics.panel import View
from markets.analytics.signals import signals
from tests.markets.analytics.paths import as_panel

NAN = np.nan
# 35 quiet days, a rise, a rest within the channel, a fall, a rest, a rise.
QUIET = 100 + np.tile([0.0, 1.0], 18)[:35]
CLOSES = np.concatenate([QUIET, [102, 103], [102.5] * 12, [98, 99, 99], [104]])


def columns(closes, **fields):
    found = signals(View(as_panel(np.array(closes, dtype=float)[:, None], **fields)))
    return found.signal[:, 0], found.trend[:, 0]


def plain(closes):
    """The rule day by day."""
    state, states = 0, []
    for day, close in enumerate(closes):
        if day >= 20 and close > max(closes[day - 20 : day]):
            state = 1
        elif day >= 10 and close < min(closes[day - 10 : day]):
            state = -1
        states.append(state)
    return states


def test_a_close_above_the_channel_enters_and_one_under_it_leaves():
    signal, trend = columns(CLOSES)
    days = np.flatnonzero(np.nan_to_num(signal))
    assert [(int(day), signal[day]) for day in days] == [(35, 1.0), (49, -1.0), (52, 1.0)]
    assert trend[34:53].tolist() == [0.0] + [1.0] * 14 + [-1.0] * 3 + [1.0]


def test_there_is_no_signal_before_30_closes():
    signal, trend = columns(CLOSES)
    assert np.isnan(signal[:29]).all()
    assert (signal[29], trend[29]) == (0.0, 0.0)


def test_equal_closes_break_out_of_nothing():
    signal, trend = columns(np.full(60, 7.0))
    assert np.nan_to_num(signal).tolist() == [0.0] * 60
    assert trend[-1] == 0.0


@pytest.mark.parametrize("seed", range(4))
def test_the_state_is_the_rule_applied_day_by_day(seed):
    closes = np.exp(np.cumsum(np.random.default_rng(seed).normal(0, 0.05, 400)))
    signal, trend = columns(closes)
    expected = np.array(plain(closes.tolist()), dtype=float)
    assert trend[29:].tolist() == expected[29:].tolist()
    changed = np.where(np.diff(expected, prepend=0) != 0, expected, 0.0)
    assert signal[29:].tolist() == changed[29:].tolist()


def test_the_state_begins_anew_after_a_gap():
    closes = np.concatenate([CLOSES, np.full(9, NAN), CLOSES])
    signal, trend = columns(closes)
    alone, of_alone = columns(CLOSES)
    begun = len(CLOSES) + 9
    assert np.array_equal(signal[begun:], alone, equal_nan=True)
    assert np.array_equal(trend[begun:], of_alone, equal_nan=True)


def test_only_coins_are_signalled():
    signal, trend = columns(CLOSES, kinds=("wrapped",))
    assert np.isnan(signal).all()
    assert np.isnan(trend).all()
