"""Columns of a query as arrays."""

import numpy as np
import pytest

from markets.postgres.arrays import read_arrays

pytestmark = pytest.mark.django_db
COLUMNS = {"key": "bigint", "day": "integer", "price": "float8"}


def test_columns_come_in_the_rows_order_with_every_bit():
    rows = "SELECT * FROM (VALUES (2::bigint, 5, 0.1::float8), (1, -7, 'infinity')) AS v ORDER BY 1"
    found = read_arrays(rows, columns=COLUMNS)
    assert [found[name].tolist() for name in COLUMNS] == [[1, 2], [-7, 5], [np.inf, 0.1]]
    assert [found[name].dtype.str for name in COLUMNS] == ["<i8", "<i4", "<f8"]


def test_parameters_are_bound():
    found = read_arrays("SELECT %s::bigint", [2**40], columns={"key": "bigint"})
    assert found["key"].tolist() == [2**40]


def test_without_rows_the_columns_are_empty():
    found = read_arrays("SELECT 1::bigint, 2, 3::float8 WHERE false", columns=COLUMNS)
    assert [len(found[name]) for name in COLUMNS] == [0, 0, 0]
