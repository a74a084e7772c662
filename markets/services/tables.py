"""Moves many rows into Postgres at once: COPY into a table that lives for one transaction."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.utils import CursorWrapper
from psycopg import sql


def copy_into_temporary(
    cursor: CursorWrapper,
    name: str,
    *,
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[Any]],
) -> None:
    """Fill a temporary table of (column, type) with rows; it is dropped at the commit."""
    table = sql.Identifier(name)
    fields = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(kind)) for column, kind in columns
    )
    names = sql.SQL(", ").join(sql.Identifier(column) for column, _ in columns)
    # In tests, and wherever a caller holds the transaction open, the table may be there already.
    cursor.execute(sql.SQL("DROP TABLE IF EXISTS pg_temp.{}").format(table))
    cursor.execute(sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(table, fields))
    with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(table, names)) as copy:
        for row in rows:
            copy.write_row(row)
    cursor.execute(sql.SQL("ANALYZE {}").format(table))
