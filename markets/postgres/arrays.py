"""Rows of the database as numpy arrays, in Postgres's binary format: no object a value."""

from collections.abc import Mapping

import numpy as np
from django.db import connection

TYPES = {"bigint": ">i8", "integer": ">i4", "float8": ">f8"}
# What stands before the only row of a COPY, its count of fields with it; before an array's items
# its dimensions, whether it has nulls, its items' type, its size and its lower bound.
_BEFORE_ROW, _BEFORE_ITEMS, _SIZE_AT = 19 + 2, 20, 12


def read_arrays(
    statement: str, parameters=None, *, columns: Mapping[str, str]
) -> dict[str, np.ndarray]:
    """The columns of a SELECT, by name, in its order; `columns` says their types, of `TYPES`.

    None of them may be null. The server gathers each column into one array: as rows they would
    come in a message each, which costs the client more than all the rest.
    """
    bound = connection.ops.compose_sql(statement, parameters)
    gathered = ", ".join(f'array_agg("{name}")' for name in columns)
    named = ", ".join(f'"{name}"' for name in columns)
    copy = f"COPY (SELECT {gathered} FROM ({bound}) AS rows ({named})) TO STDOUT (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(copy) as pieces:
        data = b"".join(pieces)
    found, place = {}, _BEFORE_ROW
    for name, kind in columns.items():
        length = _number(data, place)
        found[name] = (
            _items(data, place + 4, kind=kind) if length > 0 else np.empty(0, _native(kind))
        )
        place += 4 + max(length, 0)
    return found


def _native(kind: str) -> str:
    """A type of the database as numpy's, in the machine's order of bytes."""
    return TYPES[kind][1:]


def _items(data: bytes, place: int, *, kind: str) -> np.ndarray:
    shape = np.dtype([("length", ">i4"), ("value", TYPES[kind])])
    size = _number(data, place + _SIZE_AT)
    items = np.frombuffer(data, dtype=shape, count=size, offset=place + _BEFORE_ITEMS)
    return items["value"].astype(_native(kind))


def _number(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 4], signed=True)
