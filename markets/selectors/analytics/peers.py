"""Assets like another: of its categories and nearly its size, and how it is valued beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from markets.models import Asset
from markets.selectors.analytics.screener import Matrix
from markets.selectors.prices import usd_prices

SHOWN = 8
# A median of fewer peers says nothing.
LEAST_PEERS = 3
VALUATIONS = ("cap_tvl", "cap_fees", "cap_address", "nvt_90", "mvrv")
GROWTH = ("tvl_growth_30", "fees_growth", "address_growth")
FIGURES = ("cap", *VALUATIONS, *GROWTH, "dilution", "ret_90d")


@dataclass(frozen=True, slots=True)
class Peer:
    asset: Asset
    figures: Mapping[str, float]
    correlation: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A data point of the asset beside the median of n peers that have it."""

    point: str
    value: float
    median: float
    n: int

    @property
    def is_lower(self) -> bool:
        return self.value < self.median


@dataclass(frozen=True, slots=True)
class Peers:
    """`valuations` lower than the median are cheap; `growth` lower than it speaks against that."""

    peers: tuple[Peer, ...]
    valuations: tuple[Comparison, ...]
    growth: tuple[Comparison, ...]

    @property
    def cheaper(self) -> list[Comparison]:
        return [one for one in self.valuations if one.is_lower]

    @property
    def slower(self) -> list[Comparison]:
        return [one for one in self.growth if one.is_lower]


def peer_places(matrix: Matrix, place: int) -> list[int]:
    """Up to 8 assets of the same kind that share a category, the nearest in cap first."""
    own = matrix.categories[place]
    caps = matrix.column("cap")
    if not own or not caps[place] > 0:
        return []
    shared = np.array([not own.isdisjoint(listed) for listed in matrix.categories])
    is_peer = shared & (matrix.kinds == matrix.kinds[place]) & (caps > 0)
    is_peer[place] = False
    places = np.flatnonzero(is_peer)
    apart = np.abs(np.log(caps[places] / caps[place]))
    return places[np.argsort(apart, kind="stable")][:SHOWN].tolist()


def peers_of(matrix: Matrix, place: int, *, places: list[int], days: Sequence[date]) -> Peers:
    """The peers at `places`, by cap, with the correlation of daily returns over successive days.

    Four queries.
    """
    own = int(matrix.asset_ids[place])
    ids = {peer: int(matrix.asset_ids[peer]) for peer in places}
    assets = Asset.objects.in_bulk(list(ids.values()))
    closes = usd_prices([own, *ids.values()], days)
    found = sorted(places, key=lambda peer: -matrix.column("cap")[peer])
    return Peers(
        peers=tuple(
            Peer(
                assets[ids[peer]],
                {name: float(matrix.column(name)[peer]) for name in FIGURES},
                correlation_of(closes[own], closes[ids[peer]]),
            )
            for peer in found
        ),
        valuations=_compared(matrix, place, places, VALUATIONS),
        growth=_compared(matrix, place, places, GROWTH),
    )


def correlation_of(first: np.ndarray, other: np.ndarray) -> float | None:
    """Of the daily returns on the days on which both are known; None for fewer than 30."""
    returns = [closes[1:] / closes[:-1] - 1 for closes in (first, other)]
    known = np.isfinite(returns).all(axis=0)
    moves = np.array(returns)[:, known]
    if known.sum() < 30 or not moves.std(axis=1).all():
        return None
    return float(np.corrcoef(moves)[0, 1])


def _compared(
    matrix: Matrix, place: int, places: list[int], points: tuple[str, ...]
) -> tuple[Comparison, ...]:
    compared = []
    for point in points:
        column = matrix.column(point)
        values = column[places]
        known = values[np.isfinite(values)]
        if np.isfinite(column[place]) and len(known) >= LEAST_PEERS:
            own, median = float(column[place]), float(np.median(known))
            compared.append(Comparison(point, own, median, len(known)))
    return tuple(compared)
