"""The internal rates of return of dated flows: every root, by bracketing.

With x = ln(1 + rate) the present value Σ c_i e^(−x t_i) is an exponential sum. It has at most
as many roots as its coefficients, in order of time, change sign (Descartes' rule, which Laguerre
carried over to such sums), and for x > 0 as the running sums of its coefficients do: these are what
it is the Laplace transform of, times x. Its extrema part the axis into stretches with at most one
root each.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, pairwise
from math import exp, expm1, inf, isfinite
from operator import mul
from typing import NamedTuple

_DAYS_A_YEAR = 365
# The search covers growth over the whole span by factors from e^-40 to e^40, in steps that are
# finer around no growth at all, and in wide steps on to e^±600, where a first flow counts for
# little beside one a few days later.
_REACH = 40.0
_STEPS = 240
_FAR = (50.0, 65.0, 85.0, 110.0, 150.0, 200.0, 280.0, 400.0, 600.0)
_ITERATIONS = 200
_TINY = 1e-13
# What rounding may take from a sum of a few thousand terms.
_SURELY = 1 - 1e-11
# A sum of flows this small beside them may be 0, or of the other sign.
_UNSURE = 1e-12
_LARGEST_POWER = 700.0


@dataclass(frozen=True, slots=True)
class Rates:
    """All roots found, rising, as yearly fractions, and the one nearest 0 (None: no root)."""

    roots: tuple[float, ...]
    nearest: float | None

    @property
    def ambiguous(self) -> bool:
        """Whether another rate fits the flows as well."""
        return len(self.roots) > 1


def solve_rates(flows: Mapping[int, float]) -> Rates:
    """Yearly rates, Actual/365, at which flows (by day number) have no present value."""
    days = sorted(day for day, flow in flows.items() if flow)
    if len(days) < 2:
        return Rates((), None)
    first, span = days[0], days[-1] - days[0]
    largest = max(abs(flows[day]) for day in days)
    terms = [((day - first) / span, flows[day] / largest) for day in days]
    most = _most_roots([flow for _, flow in terms])
    if most == 0:
        return Rates((), None)
    growths = _only_root(terms) if most == 1 else _all_roots(terms)
    rates = [_yearly(growth, span=span) for growth in growths]
    roots = tuple(sorted(rate for rate in rates if isfinite(rate)))
    return Rates(roots, min(roots, key=abs) if roots else None)


def _most_roots(flows: list[float]) -> float:
    """How many roots there are at most, as a look at the flows alone can tell; inf: many."""
    changes = _changes_of_sign(flows)
    if changes <= 1:
        return changes
    # For x < 0 the sums from the last flow back say what the running sums do for x > 0.
    onward, back = list(accumulate(flows)), list(accumulate(reversed(flows)))
    unsure = _UNSURE * sum(map(abs, flows))
    if any(abs(sum_) <= unsure for sum_ in (*onward, *back)):
        return inf
    return _changes_of_sign(onward) + _changes_of_sign(back)


def _changes_of_sign(figures: list[float]) -> int:
    return sum(1 for one, two in pairwise(figures) if (one > 0) != (two > 0))


def _yearly(growth: float, *, span: int) -> float:
    power = growth * _DAYS_A_YEAR / span
    return inf if power > _LARGEST_POWER else expm1(power)


def _present_value(terms: list[tuple[float, float]]) -> Callable[[float], float]:
    """Σ flow · e^(−x · when) by x; it is asked for hundreds of times, so it loops in C."""
    before, flows = [-when for when, _ in terms], [flow for _, flow in terms]
    return lambda x: sum(map(mul, flows, map(exp, [x * when for when in before])))


def _only_root(terms: list[tuple[float, float]]) -> list[float]:
    """Widen until the one root is between."""
    value = _present_value(terms)
    reach = 1.0
    while (value(-reach) > 0) == (value(reach) > 0):
        if reach == _FAR[-1]:
            return []
        reach = min(2 * reach, _FAR[-1])
    return [_root_between(value, -reach, reach)]


class _Point(NamedTuple):
    """The present value at x = ln(1 + rate), and its positive and negative terms apart."""

    x: float
    gains: float
    losses: float
    value: float


def _all_roots(terms: list[tuple[float, float]]) -> list[float]:
    """Scan a grid for changes of sign, and look for dips to 0 inside the cells without one."""
    value = _present_value(terms)
    slope = _present_value([(when, -when * flow) for when, flow in terms])
    near = [_REACH * (2 * step / _STEPS - 1) ** 3 for step in range(_STEPS + 1)]
    grid = [*(-x for x in reversed(_FAR)), *near, *_FAR]
    gains = _present_value([term for term in terms if term[1] > 0])
    losses = _present_value([(when, -flow) for when, flow in terms if flow < 0])
    point = cache(lambda place: _point(gains, losses, at=grid[place]))
    roots: list[float] = []
    for place in _open_cells(point, 0, len(grid) - 1):
        left, right = point(place), point(place + 1)
        if left.value == 0:
            roots.append(left.x)
        elif right.value and (left.value > 0) != (right.value > 0):
            roots.append(_root_between(value, left.x, right.x))
        elif right.value and left.value * slope(left.x) < 0 < right.value * slope(right.x):
            roots += _roots_in_dip(value, slope, gains, left=left.x, right=right.x)
    return roots if point(len(grid) - 1).value else [*roots, grid[-1]]


def _open_cells(point: Callable[[int], _Point], first: int, last: int) -> Iterator[int]:
    """The cells of the grid that may hold a root, in order.

    As x rises gains and losses both fall: where the gains at the end of a stretch are still more
    than the losses at its beginning, or the other way round, it has no root.
    """
    begin, end = point(first), point(last)
    if end.gains * _SURELY > begin.losses or end.losses * _SURELY > begin.gains:
        return
    if last - first == 1:
        yield first
        return
    middle = (first + last) // 2
    yield from _open_cells(point, first, middle)
    yield from _open_cells(point, middle, last)


def _point(
    gains: Callable[[float], float], losses: Callable[[float], float], *, at: float
) -> _Point:
    came, went = gains(at), losses(at)
    return _Point(at, came, went, came - went)


def _roots_in_dip(
    value: Callable[[float], float],
    slope: Callable[[float], float],
    gains: Callable[[float], float],
    *,
    left: float,
    right: float,
) -> list[float]:
    bottom = _root_between(slope, left, right)
    depth = value(bottom)
    if abs(depth) < _TINY * gains(bottom):
        return [bottom]
    if (depth > 0) == (value(left) > 0):
        return []
    return [_root_between(value, left, bottom), _root_between(value, bottom, right)]


def _root_between(value: Callable[[float], float], left: float, right: float) -> float:
    """The root in a bracket, by the Illinois form of regula falsi, bisecting when it stalls."""
    low, high = value(left), value(right)
    if low == 0 or high == 0:
        return left if low == 0 else right
    for turn in range(_ITERATIONS):
        middle = (left * high - right * low) / (high - low) if turn % 3 else (left + right) / 2
        if not left < middle < right:
            middle = (left + right) / 2
        found = value(middle)
        if found == 0 or right - left <= 4e-16 * max(abs(left), abs(right)):
            return middle
        if (found > 0) == (high > 0):
            right, high, low = middle, found, low / 2
        else:
            left, low, high = middle, found, high / 2
    return (left + right) / 2
