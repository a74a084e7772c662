"""Arrays of the database as numpy arrays and back, in the binary format: no object a value."""

import sys
from collections.abc import Iterator, Mapping
from math import prod

import numpy as np
from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor
from psycopg.abc import AdaptContext, DumperKey
from psycopg.adapt import Buffer, Dumper, Loader, PyFormat
from psycopg.postgres import types
from psycopg.pq import Format

TYPES = {"bigint": "int8", "integer": "int4", "float8": "float8"}
_ITEMS = {"int8": ">i8", "int4": ">i4", "int2": ">i2", "float8": ">f8", "float4": ">f4"}
# Before an array's items stand the number of its dimensions, whether it has nulls, its items' type,
# and for each dimension the size and the lower bound; before each item stands its length.
_HEADER, _DIMENSION = 12, 8


def _items(code: str) -> np.dtype:
    return np.dtype([("length", ">i4"), ("value", code)])


class _ArrayLoader(Loader):
    """An array without nulls, of any dimensions. Raises ValueError for one with nulls."""

    format = Format.BINARY
    items: np.dtype

    def load(self, data: Buffer) -> np.ndarray:
        dimensions = int.from_bytes(data[:4])
        start = _HEADER + _DIMENSION * dimensions
        sizes = range(_HEADER, start, _DIMENSION)
        shape = [int.from_bytes(data[at : at + 4]) for at in sizes] or [0]
        return _values(data, prod(shape), self.items, start=start).reshape(shape)


class _ArrayDumper(Dumper):
    """An array of numbers, of any dimensions; a parameter goes by its dtype."""

    format = Format.BINARY
    items: np.dtype
    item_oid: int

    def get_key(self, obj: np.ndarray, _: PyFormat) -> DumperKey:
        return self.cls, obj.dtype.type

    def upgrade(self, obj: np.ndarray, _: PyFormat) -> Dumper:
        return _DUMPERS[obj.dtype.str[1:]](self.cls)

    def dump(self, obj: np.ndarray | list) -> bytes:
        values = np.asarray(obj)
        header = [values.ndim if values.size else 0, 0, self.item_oid]
        if values.size:
            header += [number for size in values.shape for number in (size, 1)]
        items = np.empty(values.size, dtype=self.items)
        items["length"], items["value"] = self.items["value"].itemsize, values.ravel()
        return np.array(header, ">i4").tobytes() + items.tobytes()


_LOADERS = {
    types[name].array_oid: type(f"_{name}ArrayLoader", (_ArrayLoader,), {"items": _items(code)})
    for name, code in _ITEMS.items()
}
# A column's own type finds its dumper, else the dtype of the array.
_DUMPERS = {
    code[1:]: type(
        f"_{name}ArrayDumper",
        (_ArrayDumper,),
        {"oid": types[name].array_oid, "item_oid": types[name].oid, "items": _items(code)},
    )
    for name, code in _ITEMS.items()
}
_FIRST = next(iter(_LOADERS)), Format.BINARY
# Statements are prepared where that is asked for, and never because they come often.
_NEVER_BY_ITSELF = sys.maxsize


def register_arrays(context: AdaptContext) -> None:
    """Let it read arrays as numpy's in binary results, and write numpy's."""
    for oid, loader in _LOADERS.items():
        context.adapters.register_loader(oid, loader)
    for dumper in _DUMPERS.values():
        context.adapters.register_dumper(np.ndarray, dumper)


def join_arrays(sent: bytes | None, lengths: np.ndarray, *, kind: str) -> np.ndarray:
    """The items of many arrays, one array after the other.

    `sent` is string_agg(substr(array_send(…), 21), ''), their items alone, of arrays of one
    dimension of a type of `TYPES`, without nulls; `lengths` are how many items each has. That takes
    the client as long for thousands as for one. Raises ValueError where there are nulls.
    """
    return _values(sent or b"", int(lengths.sum()), _items(_ITEMS[kind]))


def _values(data: Buffer, length: int, items: np.dtype, *, start: int = 0) -> np.ndarray:
    if len(data) != start + items.itemsize * length:
        raise ValueError("An array with nulls cannot be read as numbers alone")
    values = np.frombuffer(data, items, count=length, offset=start)["value"]
    return values.astype(values.dtype.newbyteorder("="))


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


def read_row(statement: str, parameters=None) -> tuple:
    """The one row of a statement, read as those of `read_rows`."""
    (row,) = read_rows(statement, parameters)
    return row


def read_rows(statement: str, parameters=None, *, prepare: bool = False) -> Iterator[tuple]:
    """The rows of a statement; each array, which may have no nulls, as one of numpy's.

    With `prepare` the server parses it once a connection, and plans it once where its plan does not
    depend on the parameters.
    """
    with _binary_cursor(_PreparingCursor if prepare else Cursor) as cursor:
        cursor.execute(statement, parameters)
        yield from cursor.fetchall()


def execute_with_arrays(statement: str, parameters: Mapping[str, object]) -> None:
    """Run a statement whose parameters may be arrays of numpy, of any dimensions, sent flat."""
    flat = {
        name: value.ravel() if isinstance(value, np.ndarray) else value
        for name, value in parameters.items()
    }
    with _binary_cursor() as cursor:
        cursor.execute(statement, flat)


class _PreparingCursor(Cursor):
    """Prepares what it executes; Django's wrapper has no argument for that."""

    def execute(self, query, params=None, **options):
        return super().execute(query, params, prepare=True, **options)


def _binary_cursor(kind: type[Cursor] = Cursor) -> CursorWrapper:
    """A cursor with binary results, logged and counted as Django's own.

    Those bind parameters on the client, which psycopg allows for results in text alone.
    """
    connection.ensure_connection()
    adapters = connection.connection.adapters
    if adapters.get_loader(*_FIRST) is not _LOADERS[_FIRST[0]]:
        register_arrays(connection.connection)
        connection.connection.prepare_threshold = _NEVER_BY_ITSELF
    cursor = kind(connection.connection)
    cursor.format = Format.BINARY
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    return wrap(cursor)
