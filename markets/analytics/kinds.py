"""What an asset is: given, else by a category, else by how its price behaves."""

import re
from collections.abc import Sequence

import numpy as np

from markets.analytics import windows
from markets.analytics.series import by_columns, growth_of

KINDS = ("coin", "stablecoin", "wrapped", "fund", "fiat")
COIN, STABLECOIN, WRAPPED, FUND, FIAT = range(len(KINDS))
# The rule for stablecoins: days, how near the currency, how calm, and how many days are known.
_DAYS, _PEG, _PEG_DEVIATION, _LEAST_KNOWN = 90, 0.02, 0.02, 72
_KIND_OF_CATEGORY = (
    (re.compile(r"(.*[ -])?stablecoins?"), STABLECOIN),
    (re.compile(r"wrapped([ -](tokens?|coins?|assets?))?"), WRAPPED),
    # Receipts for coins that are staked, and move with them.
    (re.compile(r"liquid[ -]staking[ -](tokens?|derivatives?)"), WRAPPED),
    (re.compile(r"(.*[ -])?funds?"), FUND),
)


def kinds_by_day(given: Sequence[tuple[str, frozenset[str]]], *, close: np.ndarray) -> np.ndarray:
    """(T, N) places in KINDS, of the (kind or "", categories) of N assets.

    Without a kind or a category that names one, an asset is a stablecoin on the days on which the
    last 90 lay at a dollar, or at a currency of the panel, and a coin on all others.
    """
    codes = np.array([_given(*asset) for asset in given], dtype=np.int8)
    rates = close[:, codes == FIAT]
    is_pegged = by_columns(lambda prices: _is_pegged(prices, rates=rates), close)
    return np.where(codes >= 0, codes, np.where(is_pegged, STABLECOIN, COIN)).astype(np.int8)


def _given(kind: str, categories: frozenset[str]) -> int:
    """A place in KINDS, or −1."""
    if kind:
        return KINDS.index(kind)
    names = {name.strip().casefold() for name in categories}
    for pattern, code in _KIND_OF_CATEGORY:
        if any(map(pattern.fullmatch, names)):
            return code
    return -1


def _is_pegged(close: np.ndarray, *, rates: np.ndarray) -> np.ndarray:
    """Whether 90 days of closes lay at a rate: median |c ÷ rate − 1| and sd(r) under 2%."""
    count = windows.known(close, days=_DAYS)
    deviation = windows.moments(np.log(growth_of(close)), days=_DAYS).deviation()
    is_calm = (deviation < _PEG_DEVIATION) & (count >= _LEAST_KNOWN) & np.isfinite(close)
    day, asset = np.nonzero(is_calm & (_age(close) >= _DAYS - 1))
    is_pegged = np.zeros(close.shape, dtype=bool)
    if len(day):
        for rate in np.column_stack([np.ones(len(close)), rates]).T:
            apart = np.abs(windows.divide(close, rate[:, None]) - 1.0)
            is_pegged[day, asset] |= _medians(apart, day, asset) < _PEG
    return is_pegged


def _age(close: np.ndarray) -> np.ndarray:
    begun = np.isfinite(close)
    return np.arange(len(close))[:, None] - np.where(begun.any(0), begun.argmax(0), len(close))


def _medians(values: np.ndarray, day: np.ndarray, asset: np.ndarray) -> np.ndarray:
    """The medians of what is known of the 90 days that end at each of these days and assets."""
    every = np.lib.stride_tricks.sliding_window_view(values, _DAYS, axis=0)
    ordered = np.sort(every[day - _DAYS + 1, asset], axis=1)  # NaN comes last
    count = np.isfinite(ordered).sum(axis=1)
    row = np.arange(len(ordered))
    return (ordered[row, np.maximum(count - 1, 0) // 2] + ordered[row, count // 2]) / 2.0
