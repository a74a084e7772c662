"""Refreshing 15,000 quotes against a bare COPY of the same rows."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from django.db import connection, transaction
from django.utils import timezone

from markets.providers.base import QuoteRecord
from markets.services import ingest_quotes
from tests.benchmarks.harness import Row, alternating, compared, run_sql
from tests.benchmarks.world import make_assets

ASSETS = 15_000
COLUMNS = ("ref", "price", "as_of", "market_cap", "volume_24h", "change_24h", "high_24h", "low_24h")


def run() -> Iterator[Row]:
    make_assets(ASSETS)
    run_sql(
        "CREATE TABLE IF NOT EXISTS bench_copy (ref text, price float8, as_of timestamptz,"
        " market_cap float8, volume_24h float8, change_24h float8, high_24h float8, low_24h float8)"
    )
    start, minutes = timezone.now() - timedelta(hours=2), count(1)
    latest: list[QuoteRecord] = []

    def next_minute():
        minute = next(minutes)
        latest[:] = [
            QuoteRecord(
                ref=f"bench-{n}", price=10.0 + n + 0.001 * minute, change_24h=0.01,
                as_of=start + timedelta(minutes=minute), market_cap=1e9, volume_24h=1e6,
            )
            for n in range(ASSETS)
        ]  # fmt: skip

    def refresh():
        accepted = ingest_quotes(latest, source="simulated").accepted
        assert accepted == ASSETS, accepted

    text: list[str] = []

    def write_out():
        """The rows as COPY reads them, so that the baseline is the server's work alone."""
        run_sql("TRUNCATE bench_copy")
        text[:] = [
            "\t".join(cell(getattr(record, column)) for column in COLUMNS) for record in latest
        ]
        text.append("")

    def copy():
        statement = f"COPY bench_copy ({', '.join(COLUMNS)}) FROM STDIN"
        with (
            transaction.atomic(),
            connection.cursor() as cursor,
            cursor.copy(statement) as stream,
        ):
            stream.write("\n".join(text))

    run_sql("UPDATE markets_quote SET as_of = %s", [start])
    # The first quote fills columns that were null: rows grow once, and not again.
    next_minute()
    refresh()
    run_sql("VACUUM FULL markets_quote")
    # What this session has counted and not yet reported would count as updates of after.
    run_sql("SELECT pg_stat_force_next_flush()")
    run_sql("SELECT pg_stat_reset()")
    refreshed, copied = alternating(
        refresh,
        copy,
        before_job=next_minute,
        before_baseline=write_out,
    )
    yield compared("refresh of 15,000 quotes / bare COPY", refreshed, "ms", baseline=copied, most=6)
    yield hot_share()
    run_sql("DROP TABLE bench_copy")


def cell(value) -> str:
    return "\\N" if value is None else str(value)


def hot_share() -> Row:
    """The share of heap-only updates since the statistics were reset."""
    run_sql("SELECT pg_stat_force_next_flush()")
    ((hot, updates),) = run_sql(
        "SELECT n_tup_hot_upd, n_tup_upd FROM pg_stat_user_tables WHERE relname = 'markets_quote'"
    )
    share = 100 * hot / updates
    return Row("heap-only updates of quotes", share, "%", "100 %", share == 100)
