"""Figures beyond candles, of which most assets have none."""

from collections.abc import Iterator, Mapping

import numpy as np


class SparseColumns(Mapping[str, np.ndarray]):
    """Arrays (T, N) by name; those that few assets have are built anew each time they are read.

    `dense` are arrays as they are, `sparse` by name and place of the asset its values (T,).
    """

    def __init__(
        self,
        shape: tuple[int, int],
        *,
        dense: Mapping[str, np.ndarray],
        sparse: Mapping[str, Mapping[int, np.ndarray]],
    ):
        self._shape, self._dense, self._sparse = shape, dense, sparse

    def __getitem__(self, name: str) -> np.ndarray:
        if name in self._dense:
            return self._dense[name]
        found = np.full(self._shape, np.nan)
        for place, values in self._sparse[name].items():
            found[:, place] = values
        return found

    def __iter__(self) -> Iterator[str]:
        yield from self._dense
        yield from self._sparse

    def __len__(self) -> int:
        return len(self._dense) + len(self._sparse)

    def part(self, columns: slice) -> "SparseColumns":
        """Those of some assets."""
        start, stop, _ = columns.indices(self._shape[1])
        return SparseColumns(
            (self._shape[0], stop - start),
            dense={name: values[:, columns] for name, values in self._dense.items()},
            sparse={
                name: {
                    place - start: values
                    for place, values in by_place.items()
                    if start <= place < stop
                }
                for name, by_place in self._sparse.items()
            },
        )
