"""Tables whose heads sort."""

from types import SimpleNamespace

import pytest

from markets.selectors.screener.sorting import sort_rows

ROWS = [SimpleNamespace(name=name, cap=cap) for name, cap in (("b", 2), ("a", None), ("c", 1))]
FIGURES = {"name": lambda row: row.name, "cap": lambda row: row.cap}


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("name", "abc"), ("-name", "cba"), ("cap", "cba"), ("-cap", "bca"),
        ("", "bac"), ("nonsense", "bac"), ("--cap", "bac"),
    ],
)  # fmt: skip
def test_rows_are_in_the_asked_order_and_the_unknown_last(sort, names):
    assert "".join(row.name for row in sort_rows(ROWS, sort, by=FIGURES)) == names
