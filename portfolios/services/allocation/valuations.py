"""After a tick: what every portfolio is worth now, all of them at once."""

from datetime import datetime

import numpy as np
from django.db import transaction
from scipy.sparse import csr_array

from markets.models import USD, Asset
from markets.postgres.arrays import execute_with_arrays, read_row
from markets.postgres.locks import Lock, lock
from markets.postgres.statements import statement, words
from portfolios.models.valuation import BLOCK
from portfolios.services.allocation.resident import Held, ResidentUnits

_resident = ResidentUnits()

_PRICES = statement(__file__, "prices")
_FIGURES = ("value_usd", "concentration", "liquid_share")
_WRITE = statement(__file__, "write_valuations")


@transaction.atomic
def value_portfolios(*, at: datetime) -> int:
    """Write value, concentration and liquid share of every portfolio; returns how many.

    Units are those of the books, prices the latest accepted ones; an asset without a price
    counts nothing, a debt counts in the value alone.
    """
    # Two ticks that write the same blocks in different order would deadlock.
    lock(Lock.VALUATIONS)
    held = _resident.refresh()
    keys = held.portfolios
    if len(keys):
        prices, liquid = _prices(held)
        figures = figures_of(held, prices=prices, liquid=liquid)
        execute_with_arrays(_WRITE, {"at": at, "size": BLOCK, **_blocks(keys, figures)})
    return len(keys)


def _prices(held: Held) -> tuple[np.ndarray, np.ndarray]:
    """US dollars a unit (0: no price) and whether it is liquid, by asset id."""
    values = words(Asset.Kind) | {"usd": USD, "assets": held.assets}
    assets, *found = read_row(_PRICES, values)
    prices, liquid = np.zeros((2, held.units.shape[1]))
    prices[assets], liquid[assets] = found
    return prices, liquid


def figures_of(held: Held, *, prices: np.ndarray, liquid: np.ndarray) -> list[np.ndarray]:
    """Value in dollars, HHI, liquid share by portfolio; NaN where nothing is worth anything.

    HHI = Σ wᵢ² over assets of positive value, as for the allocation of one portfolio.
    """
    value = held.units @ prices
    whole = value if held.long is held.units else held.long @ prices
    squares = csr_array((held.long.data**2, held.long.indices, held.long.indptr), held.long.shape)
    with np.errstate(invalid="ignore"):
        return [
            value,
            squares @ (prices * prices) / (whole * whole),
            held.long @ (prices * liquid) / whole,
        ]


def _blocks(keys: np.ndarray, figures: list[np.ndarray]) -> dict[str, np.ndarray]:
    """`numbers` of blocks, and each figure of all of them; NaN where a block has no portfolio."""
    numbers, rows = np.unique(keys // BLOCK, return_inverse=True)
    blocks = np.full((len(figures), len(numbers), BLOCK), np.nan)
    blocks[:, rows, keys % BLOCK] = figures
    return {"numbers": numbers, **dict(zip(_FIGURES, blocks, strict=True))}
