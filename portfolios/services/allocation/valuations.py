"""After a tick: what every portfolio is worth now, all of them at once."""

from collections.abc import Iterator
from datetime import datetime

import numpy as np
from django.db import connection, transaction
from scipy.sparse import csr_array

from markets.models import USD, Asset
from markets.postgres.arrays import read_arrays
from markets.postgres.copy import copy_into_temporary
from markets.postgres.locks import Lock, lock
from markets.postgres.statements import statement, words
from portfolios.models.valuation import BLOCK
from portfolios.services.allocation.resident import Held, ResidentUnits

_resident = ResidentUnits()

_PRICES = statement(__file__, "prices")
_PRICE_COLUMNS = {"asset": "bigint", "price": "float8", "liquid": "integer"}
_FIGURES = ("value_usd", "concentration", "liquid_share")
_COLUMNS = [("number", "bigint"), *((name, "double precision[]") for name in _FIGURES)]
_WRITE = statement(__file__, "write_valuations")


@transaction.atomic
def value_portfolios(*, at: datetime) -> int:
    """Write value, concentration and liquid share of every portfolio; returns how many.

    Units are those of the books, prices the latest accepted ones; an asset without a price
    counts nothing, a debt counts in the value alone.
    """
    with connection.cursor() as cursor:
        # Two ticks that write the same blocks in different order would deadlock.
        lock(Lock.VALUATIONS)
        held = _resident.refresh()
        keys = held.portfolios
        if not len(keys):
            return 0
        prices, liquid = _prices(held)
        figures = figures_of(held, prices=prices, liquid=liquid)
        copy_into_temporary(
            cursor, "fresh_valuation", columns=_COLUMNS, rows=_blocks(keys, figures)
        )
        cursor.execute(_WRITE, {"at": at})
    return len(keys)


def _prices(held: Held) -> tuple[np.ndarray, np.ndarray]:
    """US dollars a unit (0: no price) and whether it is liquid, by asset id."""
    values = words(Asset.Kind) | {"usd": USD, "assets": held.assets.tolist()}
    rows = read_arrays(_PRICES, values, columns=_PRICE_COLUMNS)
    prices, liquid = np.zeros(held.units.shape[1]), np.zeros(held.units.shape[1])
    prices[rows["asset"]], liquid[rows["asset"]] = rows["price"], rows["liquid"]
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


def _blocks(keys: np.ndarray, figures: list[np.ndarray]) -> Iterator[tuple]:
    """Number and figures of each block; NaN where a block has no portfolio."""
    numbers, rows = np.unique(keys // BLOCK, return_inverse=True)
    blocks = np.full((len(numbers), len(figures), BLOCK), np.nan)
    for place, values in enumerate(figures):
        blocks[rows, place, keys % BLOCK] = values
    for number, block in zip(numbers.tolist(), blocks, strict=True):
        yield number, *block
