"""The daily history of the whole simulated market, in one vectorised pass.

An asset's daily logarithmic return is beta x market + category + own noise. Each of the three is
Student's t with few degrees of freedom, so tails are fat, times a volatility whose logarithm is
an AR(1) process, so quiet and wild times cluster. The sum is then tilted, linearly between pins,
so that it meets the asset's pinned prices. All series are prefix-stable: a later horizon leaves
every earlier day's bits as they are.

Pins and the slow drifts of narratives let what rose go on rising for a while. `momentum` puts a
known effect in their place, for checks of what claims to find one: each coin drifts slowly by
itself, or, at 0, moves by chance alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from markets.providers.categories import CATEGORY_NAMES
from markets.providers.simulated.noise import cell_key, stream
from markets.providers.simulated.universe import SimulatedAsset, universe

MARKET_NOISE = 0.03
CATEGORY_NOISE = 0.014
FREEDOM = 3.2
# A day's shocks are cut here: nothing falls or rises by more than this in logarithms at once.
MARKET_LIMIT = 0.4
OWN_LIMIT = 0.9
DYING_DAYS = 25
PEG_MEMORY = 0.6
# Of a narrative's drift in a day, one deviation; and how much of a drift is left the day after.
NARRATIVE_DRIFT, DRIFT_MEMORY = 0.002, 0.985


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Rows are assets in the universe's order, columns days since DAY_ZERO.

    `log_close` and `sigma` are an asset's own part; where `parent` is not -1 the parent's row is
    to be added to the former. `log_volume` is the natural logarithm of the day's USD volume.
    """

    assets: tuple[SimulatedAsset, ...]
    index: dict[str, int]
    keys: np.ndarray
    parent: np.ndarray
    log_close: np.ndarray
    sigma: np.ndarray
    log_volume: np.ndarray


@lru_cache(maxsize=2)
def build_paths(seed: int, days: int, *, momentum: float | None = None) -> Paths:
    """The market's daily series over day numbers 0 … days - 1.

    `momentum` is the standard deviation of the daily drift that is planted in each coin, in a
    market without pins and narratives; None is the product's market.
    """
    assets = universe(seed)
    drift = NARRATIVE_DRIFT if momentum is None else 0.0
    moods = _moods(seed, [asset.slug for asset in assets], days=days, drift=drift)
    mood = moods.pop("market")
    market = _shocks(seed, "market", days=days) * MARKET_NOISE * np.exp(mood)
    market = np.clip(market, -MARKET_LIMIT, MARKET_LIMIT)
    categories = {slug: _category(seed, slug, moods, days=days) for slug in CATEGORY_NAMES}

    shape = (len(assets), days)
    log_close, sigma, log_volume = np.empty(shape), np.empty(shape), np.empty(shape)
    for row, asset in enumerate(assets):
        own_mood = 0.6 * mood + moods[asset.slug]
        spread = asset.noise * np.exp(own_mood)
        own = np.clip(_shocks(seed, asset.slug, days=days) * spread, -OWN_LIMIT, OWN_LIMIT)
        if asset.peg:
            log_close[row] = own
            sigma[row] = spread
        else:
            moves = asset.beta * market + own + _category_part(asset, categories)
            log_close[row] = np.cumsum(moves)
            market_sigma = asset.beta * MARKET_NOISE * np.exp(mood)
            sigma[row] = np.sqrt(market_sigma**2 + spread**2 + CATEGORY_NOISE**2)
        log_volume[row] = _log_volume(seed, asset, own_mood, own)
    pegged = np.array([bool(asset.peg) for asset in assets])
    log_close[pegged] = _autoregress(log_close[pegged], PEG_MEMORY)
    for row, asset in enumerate(assets):
        pins = asset.pins if momentum is None else asset.pins[:1]
        log_close[row] += _tilt(pins, log_close[row]) + _decline(seed, asset, days=days)
    if momentum:
        log_close[~pegged] += momentum * _drifts(seed, assets, days=days)[~pegged]
    index = {asset.slug: row for row, asset in enumerate(assets)}
    parent = np.array([index.get(asset.peg, -1) for asset in assets])
    _scale_volumes(assets, parent, log_close, log_volume)
    keys = np.array([cell_key(seed, asset.slug) for asset in assets], dtype=np.uint64)
    return Paths(assets, index, keys, parent, log_close, sigma, log_volume)


def _shocks(seed: int, label: str, *, days: int) -> np.ndarray:
    """Student's t scaled to a standard deviation of one."""
    draws = stream(seed, label, "shocks").standard_t(FREEDOM, size=days)
    return draws * np.sqrt((FREEDOM - 2.0) / FREEDOM)


def _moods(seed: int, slugs: list[str], *, days: int, drift: float) -> dict[str, np.ndarray]:
    """Logarithms of volatility, and the categories' slow drifts, each an AR(1) process.

    All in one pass over the days, since the recursion allows no other.
    """
    shape = {"market": (0.5, 0.985)}
    shape |= {f"category:{slug}": (0.35, 0.97) for slug in CATEGORY_NAMES}
    shape |= {f"drift:{slug}": (drift, DRIFT_MEMORY) for slug in CATEGORY_NAMES}
    shape |= dict.fromkeys(slugs, (0.45, 0.97))
    spread, memory = np.array(list(shape.values())).T
    innovations = np.array(
        [stream(seed, label, "volatility").standard_normal(days) for label in shape]
    )
    innovations *= (spread * np.sqrt(1.0 - memory**2))[:, None]
    return dict(zip(shape, _autoregress(innovations, memory), strict=True))


def _autoregress(innovations: np.ndarray, memory: np.ndarray | float) -> np.ndarray:
    """Rows of x[t] = memory * x[t - 1] + innovation[t], from x[-1] = 0."""
    by_day = np.ascontiguousarray(innovations.T)
    for day in range(1, len(by_day)):
        by_day[day] += memory * by_day[day - 1]
    return by_day.T


def _category(seed: int, slug: str, moods: dict[str, np.ndarray], *, days: int) -> np.ndarray:
    """A category's daily return: shocks, and a slow drift by which narratives come and go."""
    label = f"category:{slug}"
    moves = _shocks(seed, label, days=days) * CATEGORY_NOISE * np.exp(moods[label])
    return np.clip(moves + moods[f"drift:{slug}"], -MARKET_LIMIT, MARKET_LIMIT)


def _category_part(asset: SimulatedAsset, categories: dict[str, np.ndarray]) -> np.ndarray:
    # Bitcoin is the market: it follows no narrative.
    weight = 0.0 if asset.slug == "bitcoin" else len(asset.categories) ** -0.5
    total = np.zeros(len(next(iter(categories.values()))))
    for slug in asset.categories:
        total = total + weight * categories[slug]
    return total


def _drifts(seed: int, assets: tuple[SimulatedAsset, ...], *, days: int) -> np.ndarray:
    """Sums over the days of a slow drift of each asset, whose standard deviation is one."""
    draws = [stream(seed, asset.slug, "momentum").standard_normal(days) for asset in assets]
    steps = np.array(draws) * np.sqrt(1.0 - DRIFT_MEMORY**2)
    return np.cumsum(_autoregress(steps, DRIFT_MEMORY), axis=1)


def _tilt(pins: Sequence[tuple[int, float]], walk: np.ndarray) -> np.ndarray:
    pins = [(day, log_price) for day, log_price in pins if day < len(walk)]
    if not pins:
        return np.zeros(len(walk))
    at = [day for day, _ in pins]
    return np.interp(np.arange(len(walk)), at, [level - walk[day] for day, level in pins])


def _decline(seed: int, asset: SimulatedAsset, *, days: int) -> np.ndarray:
    """What takes a dying asset down over its last days, in logarithms."""
    if asset.death is None:
        return np.zeros(days)
    depth = stream(seed, asset.slug, "death").uniform(np.log(30), np.log(2000))
    progress = np.clip((np.arange(days) - asset.death + DYING_DAYS) / DYING_DAYS, 0.0, 1.0)
    return -depth * progress**2


def _log_volume(seed: int, asset: SimulatedAsset, mood: np.ndarray, own: np.ndarray) -> np.ndarray:
    chatter = 0.25 * stream(seed, asset.slug, "volume").standard_normal(len(mood))
    busy = 0.7 * mood + np.minimum(8.0 * np.abs(own), 2.0)
    return np.log(asset.turnover * asset.circulating) + busy + chatter


def _scale_volumes(assets, parent, log_close, log_volume) -> None:
    """Turn volumes in coins into USD, and keep each day's below 1.5 times the cap."""
    supplies = np.log(np.array([asset.circulating for asset in assets]))
    for row in range(len(assets)):
        log_price = log_close[row] + (log_close[parent[row]] if parent[row] >= 0 else 0.0)
        log_volume[row] = np.minimum(log_volume[row], supplies[row] + 0.4) + log_price
