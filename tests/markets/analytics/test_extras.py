"""Columns that are built when they are read."""

import numpy as np

from markets.analytics.extras import SparseColumns

CAP = np.arange(6.0).reshape(2, 3)
COLUMNS = SparseColumns(
    (2, 3), dense={"cap": CAP}, sparse={"tvl": {2: np.array([5.0, 6.0])}, "fees": {}}
)
NAN = np.nan


def test_an_asset_without_a_figure_is_unknown():
    assert list(COLUMNS) == ["cap", "tvl", "fees"]
    assert len(COLUMNS) == 3
    assert COLUMNS["cap"] is CAP
    expected = [[NAN, NAN, 5.0], [NAN, NAN, 6.0]]
    assert np.array_equal(COLUMNS["tvl"], expected, equal_nan=True)
    assert "stars" not in COLUMNS
    assert COLUMNS.get("stars") is None


def test_a_part_has_its_own_columns_alone():
    last, first = COLUMNS.part(slice(1, 9)), COLUMNS.part(slice(0, 1))
    assert np.array_equal(last["tvl"], [[NAN, 5.0], [NAN, 6.0]], equal_nan=True)
    assert last["cap"].tolist() == [[1.0, 2.0], [4.0, 5.0]]
    assert np.isnan(first["tvl"]).all()
    assert first["fees"].shape == (2, 1)
