"""Arrays of the database as numpy arrays and back, in the binary format: no object a value."""

from collections.abc import Iterator, Mapping

import numpy as np
from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor
from psycopg.abc import AdaptContext
from psycopg.adapt import Buffer, Dumper, Loader
from psycopg.postgres import types
from psycopg.pq import Format

TYPES = {"bigint": "int8", "integer": "int4", "float8": "float8"}
_ITEMS = {"int8": ">i8", "int4": ">i4", "int2": ">i2", "float8": ">f8", "float4": ">f4"}
# Before an array's items stand its dimensions, whether it has nulls, its items' type, then for its
# one dimension the size and the lower bound; before each item its length.
_HEADER = np.dtype([(name, ">i4") for name in ("dimensions", "nulls", "type", "size", "lower")])


class _ArrayLoader(Loader):
    """A one-dimensional array without nulls. Raises ValueError for one with nulls."""

    format = Format.BINARY
    shape: np.dtype

    def load(self, data: Buffer) -> np.ndarray:
        if len(data) < _HEADER.itemsize:  # an empty one has no dimension
            return np.empty(0, self.shape["value"].newbyteorder("="))
        items = np.frombuffer(data, dtype=self.shape, offset=_HEADER.itemsize)
        if len(items) != int.from_bytes(data[12:16]):
            raise ValueError("An array with nulls cannot be read as numbers alone")
        return items["value"].astype(self.shape["value"].newbyteorder("="))


class _ArrayDumper(Dumper):
    """A one-dimensional array of numbers as one of float64."""

    format = Format.BINARY
    item = "float8"
    oid = types[item].array_oid

    def dump(self, obj: np.ndarray) -> bytes:
        header = np.array([(1, 0, types[self.item].oid, len(obj), 1)], dtype=_HEADER)
        items = np.empty(len(obj), dtype=[("length", ">i4"), ("value", _ITEMS[self.item])])
        items["length"], items["value"] = items.dtype["value"].itemsize, obj
        return header.tobytes() + items.tobytes()


_LOADERS = {
    types[name].array_oid: type(
        f"_{name}ArrayLoader",
        (_ArrayLoader,),
        {"shape": np.dtype([("length", ">i4"), ("value", item)])},
    )
    for name, item in _ITEMS.items()
}


# A column's own type finds its dumper; the last one is for parameters that have no type.
_DUMPERS = [
    type(f"_{name}ArrayDumper", (_ArrayDumper,), {"item": name, "oid": types[name].array_oid})
    for name in ("int2", "float4", "float8")
]


def register_arrays(cursor: AdaptContext) -> None:
    """Let a cursor read arrays as numpy's in binary results, and write those of float64."""
    for oid, loader in _LOADERS.items():
        cursor.adapters.register_loader(oid, loader)
    for dumper in _DUMPERS:
        cursor.adapters.register_dumper(np.ndarray, dumper)


def read_arrays(
    statement: str, parameters=None, *, columns: Mapping[str, str]
) -> dict[str, np.ndarray]:
    """The columns of a SELECT, by name, in its order; `columns` says their types, of `TYPES`.

    None of them may be null. The server gathers each column into one array: as rows they would
    come in a message each, which costs the client more than all the rest.
    """
    gathered = ", ".join(f'array_agg("{name}")' for name in columns)
    named = ", ".join(f'"{name}"' for name in columns)
    bound = connection.ops.compose_sql(statement, parameters)
    query = f"SELECT {gathered} FROM ({bound}) AS rows ({named})"
    with _binary_cursor() as cursor:
        cursor.execute(query)
        found = cursor.fetchone()
    return {
        name: np.empty(0, _ITEMS[TYPES[kind]][1:]) if values is None else values
        for (name, kind), values in zip(columns.items(), found, strict=True)
    }


def read_rows(statement: str, parameters=None) -> Iterator[tuple]:
    """The rows of a SELECT; each array without nulls as one of numpy's."""
    with _binary_cursor() as cursor:
        cursor.execute(connection.ops.compose_sql(statement, parameters))
        yield from cursor


def _binary_cursor() -> CursorWrapper:
    """A cursor with binary results, logged and counted as Django's own.

    Those bind parameters on the client, which psycopg allows for results in text alone.
    """
    connection.ensure_connection()
    cursor = Cursor(connection.connection)
    cursor.format = Format.BINARY
    register_arrays(cursor)
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrap(cursor)
