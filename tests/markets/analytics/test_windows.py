import numpy as np
import pytest
from scipy import stats

from markets.analytics import windows

RANDOM = np.random.default_rng(1)
VALUES = RANDOM.normal(size=(70, 3))
VALUES[20:23, 1] = np.nan
OTHERS = RANDOM.normal(size=(70, 3))
LENGTHS = (1, 2, 7, 30, 64)


def each_window(days, *series):
    """(day, asset, the pairs known) of every whole window."""
    for day in range(days - 1, len(series[0])):
        for asset in range(3):
            rows = np.column_stack([one[day - days + 1 : day + 1, asset] for one in series])
            yield day, asset, rows[np.isfinite(rows).all(axis=1)].T


@pytest.mark.parametrize("days", LENGTHS)
def test_sums_means_and_extremes_are_those_of_each_window(days):
    found = {
        "total": (windows.total(VALUES, days=days), np.sum),
        "mean": (windows.mean(VALUES, days=days), np.mean),
        "highest": (windows.highest(VALUES, days=days), np.max),
        "lowest": (windows.lowest(VALUES, days=days), np.min),
        "known": (windows.known(VALUES, days=days), len),
    }
    for day, asset, (values,) in each_window(days, VALUES):
        for name, (figures, plain) in found.items():
            if len(values):
                assert figures[day, asset] == pytest.approx(plain(values), abs=1e-14), name
    for figures, _ in found.values():
        assert np.isnan(figures[: days - 1]).all()


@pytest.mark.parametrize("days", (7, 30, 64))
def test_moments_are_numpys(days):
    found = windows.moments(VALUES, days=days)
    deviation = found.deviation()
    for day, asset, (values,) in each_window(days, VALUES):
        assert found.mean[day, asset] == pytest.approx(values.mean(), abs=1e-14)
        assert deviation[day, asset] == pytest.approx(values.std(ddof=1), rel=1e-13)


def test_pairs_are_regressed_and_correlated_as_scipy_does():
    found = windows.co_moments(VALUES, OTHERS, days=30)
    slope, correlation = found.slope(), found.correlation()
    for day, asset, (x, y) in each_window(30, VALUES, OTHERS):
        line = stats.linregress(x, y)
        assert slope[day, asset] == pytest.approx(line.slope, rel=1e-11)
        assert correlation[day, asset] == pytest.approx(line.rvalue, rel=1e-11)


def test_a_huge_value_is_forgotten_when_its_window_ends():
    spiked = VALUES.copy()
    spiked[5] = 1e12
    calm, after = windows.moments(VALUES, days=7), windows.moments(spiked, days=7)
    assert (after.squares[12:] == calm.squares[12:]).all()
    assert (windows.total(spiked, days=7)[12:] == windows.total(VALUES, days=7)[12:]).all()


def test_a_constant_series_has_no_deviation():
    constant = np.full((40, 1), 0.1) + np.linspace(0, 1e-17, 40)[:, None]
    assert windows.moments(constant, days=30).deviation()[-1, 0] == 0.0


def test_division_by_zero_is_unknown():
    assert np.isnan(windows.divide(np.array([0.0, 1.0]), np.zeros(2))).all()


def test_windows_longer_than_the_history_are_unknown():
    assert np.isnan(windows.total(VALUES, days=71)).all()


@pytest.mark.parametrize("days", LENGTHS)
def test_the_last_row_alone_is_that_of_all(days):
    for figure in (windows.total, windows.mean, windows.highest, windows.lowest, windows.known):
        every, last = figure(VALUES, days=days), figure(VALUES, days=days, rows=1)
        assert last.shape == (1, 3)
        assert last[0] == pytest.approx(every[-1], rel=1e-13, nan_ok=True)
    for every, last in zip(
        windows.co_moments(VALUES, OTHERS, days=days),
        windows.co_moments(VALUES, OTHERS, days=days, rows=1),
        strict=True,
    ):
        assert last[0] == pytest.approx(every[-1], rel=1e-12, abs=1e-15)
