"""Figures added up by what they are of, to be compared exactly."""

from collections.abc import Iterable
from fractions import Fraction

# Decimals of 76 digits are nearer to the fraction that they stand for.
NEARLY = Fraction(1, 10**30)


def summed(rows: Iterable[tuple]) -> dict:
    """The figures of rows (key, figures …) with equal keys, added up; without those of 0."""
    sums: dict = {}
    for key, *figures in rows:
        before = sums.get(key, [Fraction(0)] * len(figures))
        sums[key] = [one + Fraction(more) for one, more in zip(before, figures, strict=True)]
    return {key: figures for key, figures in sums.items() if any(figures)}


def assert_same(found: dict, expected: dict, *, case: object) -> None:
    """That two sums have the same keys, and the same figures but for rounding."""
    assert found.keys() == expected.keys(), case
    for key, figures in expected.items():
        apart = (abs(one - other) for one, other in zip(found[key], figures, strict=True))
        assert max(apart) < NEARLY, (case, key)
