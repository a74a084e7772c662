"""Worlds that many tests begin with: each is made once a process, and then put back row by row."""

from collections.abc import Callable

from django.apps import apps
from django.core.cache import cache
from django.db import connection

from markets.models import Quote

# The rows of a table as one array of JSON, from which PostgreSQL makes the same rows again.
_READ = "SELECT json_agg(one)::text FROM {table} AS one"
_WRITE = "INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, '{rows}');"
# What migrations write is there in every test.
_MIGRATED = {"contenttypes", "auth", "sites"}


class World:
    """What a function makes in an empty database.

    To put the rows back takes one statement in place of the hundred that made them. Keys are those
    of the first time, to which sequences never return; what was cached of them is not theirs.
    """

    def __init__(self, make: Callable[[], None]) -> None:
        self._make = make
        self._statements = ""

    def enter(self) -> None:
        """Make the world, or put it back with prices of now."""
        cache.clear()
        if not self._statements:
            self._make()
            self._statements = "".join(_written())
            return
        with connection.cursor() as cursor:
            cursor.execute(self._statements)
            cursor.execute(f"UPDATE {Quote._meta.db_table} SET as_of = now(), received_at = now()")


def _written() -> list[str]:
    """The statements that write what stands in the database."""
    tables = [
        connection.ops.quote_name(model._meta.db_table)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.app_label not in _MIGRATED
    ]
    statements = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(_READ.format(table=table))
            (rows,) = cursor.fetchone()
            if rows:
                rows = rows.replace("'", "''")
                statements.append(_WRITE.format(table=table, rows=rows))
    return statements
