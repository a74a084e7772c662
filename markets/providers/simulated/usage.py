"""What is known of simulated assets beyond prices: usage, developers, communities, venues.

Levels follow the asset's size, wander as AR(1) processes of their own, and are prefix-stable: a
later horizon leaves every earlier value as it is. None of them says anything about the returns
that follow, so that no record may find that one does.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np
from scipy.signal import lfilter

from markets.analytics.inputs import SUPPLIES
from markets.providers.base import KIND_STABLECOIN
from markets.providers.simulated.noise import cell_key, cell_uniforms, stream
from markets.providers.simulated.paths import Paths
from markets.providers.simulated.supply import circulating_on, total_on
from markets.providers.simulated.universe import CLOSED_SOURCE, SimulatedAsset

# Categories whose applications hold deposits.
LOCKING = frozenset(
    {"defi", "layer-1", "layer-2", "liquid-staking", "rwa", "infrastructure", "exchange-tokens"}
)
TRENDING = 15
_MEMORY = 0.985
_REALISED_YEARS = 1.0
_WEEK = 7
Figures = dict[str, np.ndarray]


def figures_of(seed: int, paths: Paths, row: int) -> Figures:
    """Arrays over day numbers 0 … days − 1 by figure; NaN outside the asset's life."""
    asset = paths.assets[row]
    days = np.arange(paths.log_close.shape[1])
    supply = circulating_on(seed, asset, days)
    cap = np.exp(log_price(paths, row)) * supply
    wander = _wanderer(seed, asset, len(days))
    found = _supplies(asset, supply) | _chain(asset, cap, wander) | _venues(cap, wander)
    if not CLOSED_SOURCE & set(asset.categories):
        found |= _developers(asset, wander)
    found |= _community(cap, wander)
    found["trending"] = searched(seed, paths)[row]
    alive = (days >= asset.launch) & (days <= (asset.death or len(days)))
    return {name: np.where(alive, values, np.nan) for name, values in found.items()}


def venues_on(seed: int, paths: Paths, row: int, *, day: int) -> tuple[int, float] | None:
    """How many venues `figures_of` counts on a day, and the largest one's share in per cent."""
    asset = paths.assets[row]
    if not asset.launch <= day <= (asset.death or day):
        return None
    days = np.arange(paths.log_close.shape[1])
    cap = np.exp(log_price(paths, row)) * circulating_on(seed, asset, days)
    found = _venues(cap, _wanderer(seed, asset, len(days)))
    return int(found["venues"][day]), float(found["top_venue_share"][day])


def log_price(paths: Paths, row: int) -> np.ndarray:
    parent = paths.parent[row]
    return paths.log_close[row] + (paths.log_close[parent] if parent >= 0 else 0.0)


def _wanderer(seed: int, asset: SimulatedAsset, days: int) -> Callable[..., np.ndarray]:
    """wander(label, spread, level): e^AR(1) around a level of the asset's own near `level`."""

    def wander(label: str, *, spread: float, level: float, own: float = 0.6) -> np.ndarray:
        draws = stream(seed, asset.slug, label)
        centre = level * np.exp(own * draws.standard_normal())
        steps = draws.standard_normal(days) * spread * np.sqrt(1.0 - _MEMORY**2)
        return centre * np.exp(lfilter([1.0], [1.0, -_MEMORY], steps))

    return wander


def _supplies(asset: SimulatedAsset, supply: np.ndarray) -> Figures:
    total = total_on(asset, supply)
    values = (supply, total, None if asset.max is None else np.full(len(supply), asset.max))
    return {name: value for name, value in zip(SUPPLIES, values, strict=True) if value is not None}


def _chain(asset: SimulatedAsset, cap: np.ndarray, wander: Callable[..., np.ndarray]) -> Figures:
    size = (cap / 1e9) ** 0.55
    weekly = 1.0 + 0.06 * np.cos(2 * np.pi * np.arange(len(cap)) / _WEEK)
    addresses = np.ceil(size * weekly * wander("addresses", spread=0.35, level=9_000))
    transactions = np.ceil(addresses * wander("transactions", spread=0.2, level=3.0))
    found = {
        "active_addresses": addresses,
        "transactions": transactions,
        "transfer_value": cap * weekly * wander("transfers", spread=0.3, level=0.02),
        "fees": transactions * wander("fees", spread=0.4, level=0.15, own=1.0),
        "realised_cap": _slow_mean(cap),
    }
    if LOCKING & set(asset.categories) and asset.kind != KIND_STABLECOIN:
        found["tvl"] = cap * wander("locked", spread=0.4, level=0.1, own=0.9)
    return found


def _slow_mean(cap: np.ndarray) -> np.ndarray:
    """The cap at which coins last moved, roughly: an exponential mean of about a year."""
    share = 1.0 / (365.0 * _REALISED_YEARS)
    start = [(1.0 - share) * cap[0]]
    return lfilter([share], [1.0, share - 1.0], cap, zi=start)[0]


def _venues(cap: np.ndarray, wander: Callable[..., np.ndarray]) -> Figures:
    count = 4.0 * (cap / 1e8) ** 0.3 * wander("venues", spread=0.08, level=1.0, own=0.3)
    count = np.maximum(np.round(count), 1.0)
    lead = wander("top venue", spread=0.15, level=0.7, own=0.5)
    holders = wander("holders", spread=0.05, level=0.5, own=0.5)
    return {
        "venues": count,
        # The largest of n has at least an n-th, a venue alone all of it.
        "top_venue_share": np.minimum(100.0 * (lead + 1.0 / count) / (1.0 + lead), 100.0),
        "top10_share": 100.0 * holders / (1.0 + holders),
    }


def _developers(asset: SimulatedAsset, wander: Callable[..., np.ndarray]) -> Figures:
    commits = np.round(wander("commits", spread=0.4, level=60, own=0.9))
    closed = wander("issues", spread=0.1, level=3.0, own=0.4)
    age = np.maximum(np.arange(len(commits)) - asset.launch, 0) / 365.0

    def counted(label: str, *, level: float) -> np.ndarray:
        """A count that only grows."""
        steps = wander(label, spread=0.5, level=level, own=0.9) / 365.0
        return np.cumsum(np.where(age > 0, steps, 0.0)) + 0.2 * level

    return {
        "commits_4w": commits,
        "contributors": np.round(3.0 + 0.6 * commits**0.8 * (1.0 + age) ** 0.3),
        "merged_prs": np.round(counted("merged", level=900)),
        "closed_share": 100.0 * closed / (1.0 + closed),
        "stars": np.round(counted("stars", level=1_500)),
    }


def _community(cap: np.ndarray, wander: Callable[..., np.ndarray]) -> Figures:
    size = (cap / 1e9) ** 0.5
    votes = wander("votes", spread=0.3, level=3.0, own=0.4)
    return {
        "watchers": np.round(size * wander("watchers", spread=0.1, level=60_000)),
        "votes_up": 100.0 * votes / (1.0 + votes),
        "telegram_users": np.round(size * wander("telegram", spread=0.1, level=20_000)),
    }


@lru_cache(maxsize=2)
def searched(seed: int, paths: Paths) -> np.ndarray:
    """(assets, days) whether an asset is among the day's most searched: large moves are."""
    days = paths.log_close.shape[1]
    prices = np.array([log_price(paths, row) for row in range(len(paths.assets))])
    moved = np.zeros(prices.shape)
    moved[:, 3:] = np.abs(prices[:, 3:] - prices[:, :-3])
    keys = np.array([cell_key(seed, asset.slug, "searched") for asset in paths.assets], np.uint64)
    curious = cell_uniforms(keys[:, None], np.arange(days)[None, :], np.array([[1]]))
    for row, asset in enumerate(paths.assets):
        moved[row, : asset.launch + 3] = -1.0
        moved[row, (asset.death or days) :] = -1.0
    places = np.argsort(np.argsort(-moved * curious, axis=0, kind="stable"), axis=0)
    return (places < TRENDING).astype(np.float64)


def between(found: Mapping[str, np.ndarray], first: int, last: int) -> Figures:
    """The days from `first` to `last`, both included, of figures with any value there."""
    cut = {name: values[first : last + 1] for name, values in found.items()}
    return {name: values for name, values in cut.items() if np.isfinite(values).any()}
