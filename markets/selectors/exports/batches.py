"""What is asked of a history, and the batches that it comes in."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

# So many rows of ten figures are a few megabytes.
ROWS = 5_000

# Columns by name, each as long as the others.
Batch = dict[str, Sequence]


@dataclass(frozen=True, slots=True)
class Asked:
    """`assets` are slugs by key, in order; `origin` is that of analysed days, None for either.

    Both ends of the span are included. With `as_of` nothing counts that was first seen after that
    day (UTC).
    """

    assets: Mapping[int, str]
    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    origin: str | None = None

    @property
    def last(self) -> date | None:
        """The last day that can be in the answer."""
        ends = [day for day in (self.until, self.as_of) if day is not None]
        return min(ends, default=None)

    def chunks(self, *, days: int) -> Iterator[dict[int, str]]:
        """The assets in portions that have about `ROWS` rows, each of so many days."""
        size = max(1, ROWS // max(days, 1))
        keys = list(self.assets)
        for first in range(0, len(keys), size):
            yield {pk: self.assets[pk] for pk in keys[first : first + size]}


def as_columns(names: Sequence[str], rows: Sequence[Sequence]) -> Batch:
    """Rows as columns; a float that is not finite is unknown."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return {name: list(map(known, column)) for name, column in zip(names, columns, strict=True)}


def known(value):
    """The value, None for a float that is not finite."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
