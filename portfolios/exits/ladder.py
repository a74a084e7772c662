"""Where the prices of a plan stand on one axis, and where their labels find room."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import log
from statistics import fmean

# An axis ends this fraction of its width before the picture does, on either side.
MARGIN = 0.04
GAP = 8.0
# Pixels of a bold figure of 11 pixels in the widest of the usual fonts (DejaVu Sans).
LETTER = 7.7


@dataclass(frozen=True, slots=True)
class Mark:
    """A price with its label: `kind` is what it is drawn as, `lines` the label's text.

    `rank` says which labels go first where there is no room for all: the lowest stays longest.
    `field` names the input of a form that the mark moves.
    """

    kind: str
    price: float
    lines: tuple[str, ...]
    rank: float = 0.0
    field: str = ""

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
    if not placed:
        return []
    row = sorted(_that_fit(placed, width=width), key=lambda one: (one.x, one.mark.price))
    shifts = list(accumulate(map(_apart, row, row[1:]), initial=0.0))
    halves = row[0].mark.width / 2, row[-1].mark.width / 2
    # Each middle less what those before it need at least: these only have to rise.
    wanted = [one.x * width - shift for one, shift in zip(row, shifts, strict=True)]
    most = width - halves[1] - shifts[-1]
    middles = [
        min(max(middle, halves[0]), most) + shift
        for middle, shift in zip(_rising(wanted), shifts, strict=True)
    ]
    found = {id(one): middle / width for one, middle in zip(row, middles, strict=True)}
    return [replace(one, label_x=found.get(id(one))) for one in placed]


def _rising(wanted: Sequence[float]) -> list[float]:
    """The nearest figures that never fall, by least squares: what falls is pooled (PAVA)."""
    pools: list[list[float]] = []
    for figure in wanted:
        pools.append([figure])
        while len(pools) > 1 and fmean(pools[-2]) > fmean(pools[-1]):
            last = pools.pop()
            pools[-1] += last
    return [fmean(pool) for pool in pools for _ in pool]


def _that_fit(placed: Sequence[Placed], *, width: float) -> list[Placed]:
    """As many as fit beside each other; one at least."""
    chosen: list[Placed] = []
    used = -GAP
    for one in sorted(placed, key=lambda one: one.mark.rank):
        used += one.mark.width + GAP
        if used > width and chosen:
            break
        chosen.append(one)
    return chosen


def _apart(one: Placed, other: Placed) -> float:
    return (one.mark.width + other.mark.width) / 2 + GAP
