"""Moves many rows into Postgres at once: COPY, in the binary format."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.utils import CursorWrapper
from psycopg import sql

Columns = Sequence[tuple[str, str]]


def copy_rows(
    cursor: CursorWrapper, table: str, *, columns: Columns, rows: Iterable[Sequence[Any]]
) -> None:
    """Append rows to a table; `columns` are (name, Postgres type).

    The binary format takes a sixth of the text format's time, but wants exact types: a column of
    "double precision" takes floats and None, no ints (see `as_float`).
    """
    names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)")
    with cursor.copy(statement.format(sql.Identifier(table), names)) as copy:
        copy.set_types([kind for _, kind in columns])
        for row in rows:
            copy.write_row(row)


def copy_into_temporary(
    cursor: CursorWrapper, name: str, *, columns: Columns, rows: Iterable[Sequence[Any]]
) -> None:
    """Fill a temporary table of these columns with rows; it is dropped at the commit."""
    table = sql.Identifier(name)
    fields = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(kind)) for column, kind in columns
    )
    # In tests, and wherever a caller holds the transaction open, the table may be there already.
    cursor.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(table))
    cursor.execute(sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(table, fields))
    copy_rows(cursor, name, columns=columns, rows=rows)
    cursor.execute(sql.SQL("ANALYZE {}").format(table))


def as_float(value: float | None) -> float | None:
    """A number that may be an int, or be missing, as a "double precision" column takes it."""
    return value if value is None else float(value)
