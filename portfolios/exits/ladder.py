"""Where the prices of a plan stand on one axis, and where their labels find room."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log

# An axis ends this fraction of its width before the picture does, on either side.
MARGIN = 0.04
GAP = 8.0
# Width of a letter in the picture's own units, with room for the widest figures.
LETTER = 6.6


@dataclass(frozen=True, slots=True)
class Mark:
    """A price with its label: `kind` is what it is drawn as, `lines` the label's text.

    `rank` says which labels go first where there is no room for all: the lowest stays longest.
    """

    kind: str
    price: float
    lines: tuple[str, ...]
    rank: float = 0.0

    @property
    def width(self) -> float:
        return LETTER * max(map(len, self.lines))


@dataclass(frozen=True, slots=True)
class Placed:
    """A mark at `x`, its label's middle at `label_x`: fractions of the width; None: no room."""

    mark: Mark
    x: float
    label_x: float | None = None


def place(marks: Sequence[Mark]) -> list[Placed]:
    """Marks on a logarithmic axis, so that equal distances are equal per cents."""
    if not marks:
        return []
    low, high = (log(bound(mark.price for mark in marks)) for bound in (min, max))
    spread = high - low
    inner = 1 - 2 * MARGIN
    return [
        Placed(mark, MARGIN + inner * ((log(mark.price) - low) / spread if spread else 0.5))
        for mark in marks
    ]


def label(placed: Sequence[Placed], *, width: float) -> list[Placed]:
    """The same, each with a place for its label in one row; those without room have none.

    Labels stand over their marks where they can, and are moved aside as little as needed. Their
    places are fractions: in a picture wider than `width` they only come further apart, so what
    does not collide at this width collides at none above it.
    """
    chosen = _that_fit(placed, width=width)
    row = sorted(chosen, key=lambda one: (one.x, one.mark.price))
    middles: list[float] = []
    for one in row:
        half = one.mark.width / 2
        least = half if not middles else middles[-1] + _apart(row[len(middles) - 1], one)
        middles.append(max(least, one.x * width))
    limit = width
    for place_of in range(len(row) - 1, -1, -1):
        half = row[place_of].mark.width / 2
        middles[place_of] = min(middles[place_of], limit - half)
        limit = middles[place_of] - half - GAP
    found = {id(one): middle / width for one, middle in zip(row, middles, strict=True)}
    return [replace(one, label_x=found.get(id(one))) for one in placed]


def _that_fit(placed: Sequence[Placed], *, width: float) -> list[Placed]:
    chosen, used = [], -GAP
    for one in sorted(placed, key=lambda one: one.mark.rank):
        used += one.mark.width + GAP
        if used > width:
            break
        chosen.append(one)
    return chosen


def _apart(one: Placed, other: Placed) -> float:
    return (one.mark.width + other.mark.width) / 2 + GAP
