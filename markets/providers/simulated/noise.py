"""Seeded randomness that any process can reach at any point without drawing what comes before.

Two kinds: long streams (a Philox generator keyed by seed and labels, whose first n draws do not
depend on how many are drawn) for daily series, and hashed cells (one number for an asset, day,
level and cell) for what happens inside a day.
"""

import hashlib

import numpy as np
from scipy.special import ndtri

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX_A = np.uint64(0xBF58476D1CE4E5B9)
_MIX_B = np.uint64(0x94D049BB133111EB)


def stream(seed: int, *labels: object) -> np.random.Generator:
    """A generator of its own for these labels; the same in every process."""
    text = ":".join(str(label) for label in (seed, *labels))
    digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest, "little")))


def cell_key(seed: int, *labels: object) -> int:
    """The 64-bit key under which an asset's cells are hashed."""
    text = ":".join(str(label) for label in (seed, *labels))
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def _mixed(words: np.ndarray) -> np.ndarray:
    # The finaliser of SplitMix64: every input bit reaches every output bit.
    words = (words ^ (words >> np.uint64(30))) * _MIX_A
    words = (words ^ (words >> np.uint64(27))) * _MIX_B
    return words ^ (words >> np.uint64(31))


def cell_uniforms(keys: np.ndarray, days: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """Uniforms in (0, 1), one for each broadcast (key, day, cell).

    `keys` are uint64, `days` and `cells` non-negative integers; a cell numbers a node of the
    day's tree of midpoints from 1.
    """
    keys, days, cells = (np.asarray(part).astype(np.uint64) for part in (keys, days, cells))
    with np.errstate(over="ignore"):
        words = _mixed(keys + days * _STEP)
        words = _mixed(words + cells * _STEP)
    return ((words >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53


def cell_normals(keys: np.ndarray, days: np.ndarray, cells: np.ndarray) -> np.ndarray:
    """Standard normals, one for each broadcast (key, day, cell)."""
    return ndtri(cell_uniforms(keys, days, cells))
