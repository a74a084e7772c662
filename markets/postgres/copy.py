"""Moves many rows into Postgres at once: COPY, in the binary format or as text."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from psycopg import sql

from markets.postgres.arrays import register_arrays
from markets.postgres.copy_text import copy_lines

Columns = Sequence[tuple[str, str]]


def copy_rows(
    cursor: CursorWrapper, table: str, *, columns: Columns, rows: Iterable[Sequence[Any]]
) -> None:
    """Append rows to a table; `columns` are (name, Postgres type).

    The binary format takes a sixth of the text format's time, but wants exact types: a column of
    "double precision" takes floats and None, no ints (see `as_float`), one of "double precision[]"
    arrays of numpy.
    """
    register_arrays(cursor)
    names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)")
    with cursor.copy(statement.format(sql.Identifier(table), names)) as copy:
        copy.set_types([kind for _, kind in columns])
        for row in rows:
            copy.write_row(row)


def copy_into_temporary(
    cursor: CursorWrapper, name: str, *, columns: Columns, rows: Iterable[Sequence[Any]]
) -> None:
    """Fill a temporary table of these columns, its key the first, with rows.

    It is dropped at the commit.
    """
    table = sql.Identifier(name)
    fields = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(kind)) for column, kind in columns
    )
    # In tests, and wherever a caller holds the transaction open, the table may be there already.
    cursor.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(table))
    cursor.execute(sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(table, fields))
    copy_rows(cursor, name, columns=columns, rows=rows)
    # The planner needs the number of rows, and to know the key that they are joined by; to look at
    # every column can take longer than all the rest.
    key = sql.Identifier(columns[0][0])
    cursor.execute(sql.SQL("ANALYZE {} ({})").format(table, key))


def copy_into_model(
    model: type[Model],
    rows: Iterable[Sequence[Any]],
    *,
    columns: Sequence[str],
    shared: Mapping[str, Any] | None = None,
) -> None:
    """Append rows, given as values of these attributes in order (`account_id`, `type`, …).

    Every row has the `shared` values, too. Figures are rounded to the places that the database
    keeps. The caller has validated the rows and runs in a transaction; what the database refuses
    raises Django's own errors, as any write does.
    """
    shared = shared or {}
    fields = {field.attname: field.column for field in model._meta.concrete_fields}
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(fields[name]) for name in (*shared, *columns)),
    )
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(statement) as copy,
    ):
        for lines in copy_lines(rows, *shared.values()):
            copy.write(lines)


def as_float(value: float | None) -> float | None:
    """A number that may be an int, or be missing, as a "double precision" column takes it."""
    return value if value is None else float(value)
