"""After a tick: what every portfolio is worth now, all of them at once."""

from datetime import datetime

import numpy as np
from django.db import connection, transaction
from psycopg import sql
from scipy.sparse import csr_array

from markets.selectors import read_arrays
from portfolios.models.valuation import BLOCK
from portfolios.services.allocation.resident import Held, ResidentUnits

_resident = ResidentUnits()

_PRICES = """
SELECT asset.id::bigint, CASE WHEN asset.slug = 'usd' THEN 1.0 ELSE quote.price END::float8,
       (asset.kind IN ('stablecoin', 'fiat'))::integer
  FROM markets_asset AS asset LEFT JOIN markets_quote AS quote ON quote.asset_id = asset.id
 WHERE asset.slug = 'usd' OR quote.asset_id IS NOT NULL
"""
_PRICE_COLUMNS = {"asset": "bigint", "price": "float8", "liquid": "integer"}
_FIGURES = ("value_usd", "concentration", "liquid_share")
# One after another: two ticks that write the same blocks in different order would deadlock.
_TURN = "SELECT pg_advisory_xact_lock(%s)"
_LOCK = 0x71DE0005
_FRESH = """
CREATE TEMPORARY TABLE fresh_valuation (number bigint, value_usd float8[], concentration float8[],
                                        liquid_share float8[]) ON COMMIT DROP
"""
_WRITE = """
INSERT INTO portfolios_valuationblock AS block (number, at, value_usd, concentration, liquid_share)
SELECT number, %(at)s, value_usd, concentration, liquid_share FROM fresh_valuation
ON CONFLICT (number) DO UPDATE
SET at = excluded.at, value_usd = excluded.value_usd, concentration = excluded.concentration,
    liquid_share = excluded.liquid_share
WHERE block.at <= excluded.at
"""
# A row of that COPY, in Postgres's binary format: a count of fields, then each after its length;
# an array after its dimensions, its element type (701 is float8), its size and its lower bound.
_FLOAT8 = 701
_ARRAY = [
    ("length", ">i4"), ("dimensions", ">i4"), ("nulls", ">i4"), ("type", ">u4"), ("size", ">i4"),
    ("lower", ">i4"), ("items", [("length", ">i4"), ("value", ">f8")], BLOCK),
]  # fmt: skip
_ROW = np.dtype(
    [("fields", ">i2"), ("length", ">i4"), ("number", ">i8"), *((one, _ARRAY) for one in _FIGURES)]
)
_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"


@transaction.atomic
def value_portfolios(*, at: datetime) -> int:
    """Write value, concentration and liquid share of every portfolio; returns how many.

    Units are those of the books, prices the latest accepted ones; an asset without a price
    counts nothing, a debt counts in the value alone.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TURN, [_LOCK])
        held = _resident.refresh()
        prices, liquid = _prices(held)
        keys = held.portfolios
        if not len(keys):
            return 0
        figures = figures_of(held, prices=prices, liquid=liquid)
        cursor.execute("DROP TABLE IF EXISTS pg_temp.fresh_valuation")
        cursor.execute(_FRESH)
        names = sql.SQL(", ").join(map(sql.Identifier, ("number", *_FIGURES)))
        statement = sql.SQL("COPY fresh_valuation ({}) FROM STDIN (FORMAT BINARY)").format(names)
        with cursor.copy(statement) as copy:
            copy.write(_as_copy(keys, figures))
        cursor.execute(_WRITE, {"at": at})
    return len(keys)


def _prices(held: Held) -> tuple[np.ndarray, np.ndarray]:
    """US dollars a unit (0: no price) and whether it is liquid, by asset id."""
    rows = read_arrays(_PRICES, columns=_PRICE_COLUMNS)
    columns = held.units.shape[1]
    size = max(columns, 1 + int(rows["asset"].max(initial=0)))
    prices, liquid = np.zeros(size), np.zeros(size)
    prices[rows["asset"]], liquid[rows["asset"]] = rows["price"], rows["liquid"]
    return prices[:columns], liquid[:columns]


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


def _as_copy(keys: np.ndarray, figures: list[np.ndarray]) -> bytes:
    """The figures as blocks, in COPY's binary format; NaN where a block has no portfolio."""
    numbers, rows = np.unique(keys // BLOCK, return_inverse=True)
    blocks = np.zeros(len(numbers), dtype=_ROW)
    blocks["fields"], blocks["length"], blocks["number"] = 1 + len(_FIGURES), 8, numbers
    for name, values in zip(_FIGURES, figures, strict=True):
        array = blocks[name]
        array["length"] = np.dtype(_ARRAY).itemsize - 4
        array["dimensions"], array["type"], array["size"], array["lower"] = 1, _FLOAT8, BLOCK, 1
        array["items"]["length"] = 8
        array["items"]["value"] = np.nan
        array["items"]["value"][rows, keys % BLOCK] = values
    return _HEADER + blocks.tobytes() + _TRAILER
