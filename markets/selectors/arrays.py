"""Rows of the database as numpy arrays, in Postgres's binary format: no object a value."""

from collections.abc import Mapping

import numpy as np
from django.db import connection

# What stands before the first row and after the last.
_HEADER, _TRAILER = 19, 2
TYPES = {"bigint": ">i8", "integer": ">i4", "float8": ">f8"}


def read_arrays(
    statement: str, parameters=None, *, columns: Mapping[str, str]
) -> dict[str, np.ndarray]:
    """The columns of a SELECT, by name; `columns` says their types, which are those of `TYPES`.

    None of them may be null.
    """
    # A row is a count of fields, then each field behind its length.
    shape: list[tuple[str, str]] = [("fields", ">i2")]
    for number, (name, kind) in enumerate(columns.items()):
        shape += [(f"length {number}", ">i4"), (name, TYPES[kind])]
    bound = connection.ops.compose_sql(statement, parameters)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({bound}) TO STDOUT (FORMAT BINARY)") as copy,
    ):
        data = b"".join(copy)
    rows = np.frombuffer(data[_HEADER : len(data) - _TRAILER], dtype=np.dtype(shape))
    return {name: rows[name].astype(TYPES[kind][1:]) for name, kind in columns.items()}
