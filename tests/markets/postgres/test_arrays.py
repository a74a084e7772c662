"""Columns of a query as arrays."""

import numpy as np
import pytest

from markets.postgres.arrays import join_arrays, read_arrays, read_row

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


def test_many_arrays_come_one_after_the_other_with_every_bit():
    rows = "(VALUES (1, ARRAY[0.1, 'infinity']::float8[]), (2, '{}'), (3, ARRAY[-7]::float8[]))"
    lengths, sent = read_row(
        "SELECT array_agg(cardinality(v)), string_agg(substr(array_send(v), 21), '' ORDER BY n)"
        f" FROM {rows} AS rows (n, v)"
    )
    assert join_arrays(sent, lengths, kind="float8").tolist() == [0.1, np.inf, -7]


def test_no_arrays_at_all_join_to_none():
    assert join_arrays(None, np.array([], int), kind="float4").tolist() == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("'{}'::real[]", []),
        ("ARRAY[1, 0.5]::real[]", [1, 0.5]),
        ("ARRAY[[1, 2, 3], [4, 5, 6]]::float8[]", [[1, 2, 3], [4, 5, 6]]),
        ("ARRAY[[[1], [2]], [[3], [4]]]::smallint[]", [[[1], [2]], [[3], [4]]]),
    ],
)
def test_an_array_comes_in_its_shape_and_can_be_written(written, read):
    (found,) = read_row(f"SELECT {written}")
    assert found.tolist() == read
    found[...] = 9  # it is no view of what the driver holds


def test_an_array_with_a_null_is_refused():
    with pytest.raises(ValueError, match="nulls"):
        read_row("SELECT ARRAY[1, NULL]::float8[]")
    with pytest.raises(ValueError, match="nulls"):
        join_arrays(b"\xff\xff\xff\xff", np.array([1]), kind="float8")
