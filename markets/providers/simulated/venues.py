"""Where a simulated asset is traded: invented places, whose shares add up to its figures."""

import numpy as np

from markets.providers.observed import VenueRecord
from markets.providers.simulated.noise import stream

_FIRST = "Amber Basalt Cedar Delta Ember Fjord Garnet Harrow Indigo Juniper Kelp Larch Mica Nimbus"
_LAST = "Bourse Exchange Market Desk Floor Counter Pit Swap Hall Board Ring Quay"
QUOTED_IN = ("USD", "USDT", "EUR", "USDC")
# The spread where a venue turns over a million dollars a day; it halves with every 16 times more.
_SPREAD, _AT_VOLUME, _WIDEST = 0.0015, 1e6, 0.05
# From so many dollars a day on a place is called good, from so many on middling.
_GOOD, _MIDDLING = 1e6, 5e4


def venues_of(
    seed: int, ref: str, *, symbol: str, count: int, top_share: float, volume: float
) -> tuple[VenueRecord, ...]:
    """`count` venues, the largest with `top_share` (a fraction) of the day's `volume` in dollars.

    They are the same from day to day; how the others share the rest is the asset's own.
    """
    shares = _shares(seed, ref, count=count, top_share=top_share)
    quoted = [code for code in QUOTED_IN if code != symbol]
    places = stream(seed, ref, "pairs").integers(0, len(quoted), count)
    return tuple(
        _venue(name, f"{symbol}/{quoted[place]}", volume=volume * float(share))
        for name, place, share in zip(_names(seed, ref, count=count), places, shares, strict=True)
    )


def _venue(name: str, pair: str, *, volume: float) -> VenueRecord:
    spread = _SPREAD * (_AT_VOLUME / max(volume, 1.0)) ** 0.25
    trust = "green" if volume >= _GOOD else "yellow" if volume >= _MIDDLING else "red"
    return VenueRecord(
        venue=name, pair=pair, volume=volume, spread=min(spread, _WIDEST), trust=trust
    )


def _shares(seed: int, ref: str, *, count: int, top_share: float) -> np.ndarray:
    """(count,) Descending fractions of 1, the first `top_share` (at least an n-th)."""
    if count == 1:
        return np.ones(1)
    rest = 1.0 - top_share
    even = rest / (count - 1)
    drawn = np.sort(stream(seed, ref, "shares").pareto(1.2, count - 1) + 0.05)[::-1]
    drawn *= rest / drawn.sum()
    # As uneven as was drawn, unless the second would be larger than the first.
    excess = drawn[0] - even
    part = 1.0 if drawn[0] <= top_share else max(0.0, (top_share - even) / excess)
    return np.concatenate([[top_share], even + part * (drawn - even)])


def _names(seed: int, ref: str, *, count: int) -> list[str]:
    """Distinct ones; the large places of this market come first nearly everywhere."""
    names = [f"{first} {last}" for last in _LAST.split() for first in _FIRST.split()]
    stream(seed, "venues").shuffle(names)
    order = np.argsort(
        np.arange(len(names)) * stream(seed, ref, "listed at").uniform(0.5, 2.0, len(names))
    )
    chosen = [names[place] for place in order]
    rounds = range(1, 1 + -(-count // len(chosen)))
    return [name if turn == 1 else f"{name} {turn}" for turn in rounds for name in chosen][:count]
