"""The history store against rows with a primary key: space, a year, the market's 90 days."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from django.db import connection

from markets.models import Asset
from markets.postgres.arrays import read_arrays
from markets.selectors.history import read_closes, read_days
from markets.services import record_candles
from markets.services.history.folding import fold_closed_days
from tests.benchmarks.harness import Row, alternating, compared, run_sql
from tests.benchmarks.world import make_assets

ASSETS, QUOTED = 500, 15_000
SPAN = timedelta(days=5 * 365)
YEAR = 2025
ROUNDS_OF_A_READING = 51
FIGURES = "open, high, low, close, volume, market_cap"

# Random in every digit, so that nothing is gained by a compression that real prices don't allow.
_ROWS = f"""
INSERT INTO bench_candle (asset_id, day, {FIGURES}, source)
SELECT asset_id, day, coalesce(lag(close) OVER days, close), close * 1.02, close * 0.97, close,
       volume, cap, 'coingecko'
  FROM (SELECT asset.id AS asset_id, day::date, exp(5 * random()) AS close,
               exp(12 + 6 * random()) AS volume, exp(15 + 6 * random()) AS cap
          FROM (SELECT id FROM markets_asset WHERE slug LIKE 'bench-%%' ORDER BY id LIMIT %s)
               AS asset
         CROSS JOIN generate_series(%s::date, %s::date, '1 day') AS day) AS drawn
WINDOW days AS (PARTITION BY asset_id ORDER BY day)
"""
_YEAR = f"SELECT day, {FIGURES} FROM bench_candle WHERE asset_id = %s AND day BETWEEN %s AND %s"
_CLOSES = """
SELECT asset_id, day - DATE '1970-01-01', close FROM bench_candle
 WHERE asset_id = ANY (%(ids)s) AND day >= %(first)s
"""


def run() -> Iterator[Row]:
    make_assets(QUOTED)
    run_sql("TRUNCATE markets_candle, markets_candleblock")
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    run_sql(
        "CREATE TABLE bench_candle (asset_id bigint, day date, open float8, high float8,"
        " low float8, close float8, volume float8, market_cap float8, source varchar(20),"
        " PRIMARY KEY (asset_id, day))"
    )
    try:
        run_sql(_ROWS, [ASSETS, yesterday - SPAN, yesterday])
        run_sql(
            f"INSERT INTO markets_candle (asset_id, day, {FIGURES}, source)"
            f" SELECT asset_id, day, {FIGURES}, source FROM bench_candle"
        )
        fold_closed_days()
        run_sql("VACUUM (FULL, ANALYZE) markets_candle")
        run_sql("VACUUM (FULL, ANALYZE) markets_candleblock")
        run_sql("VACUUM (FULL, ANALYZE) bench_candle")
        yield space()
        yield one_year()
        yield whole_market(yesterday)
        yield day_close()
    finally:
        run_sql("DROP TABLE bench_candle")
        run_sql("TRUNCATE markets_candle, markets_candleblock")


def space() -> Row:
    store = size("markets_candleblock") + size("markets_candle")
    return compared(
        "history store / rows, space", store / 1e6, "MB", baseline=size("bench_candle") / 1e6,
        most=0.2,
    )  # fmt: skip


def one_year() -> Row:
    asset = Asset.objects.filter(slug__startswith="bench-").order_by("pk")[ASSETS // 2]
    first, last = date(YEAR, 1, 1), date(YEAR, 12, 31)

    def from_store():
        assert read_days([asset.pk], first=first, last=last).figures["close"].size == 365

    def from_rows():
        with connection.cursor() as cursor:
            cursor.execute(_YEAR, [asset.pk, first, last])
            assert len(cursor.fetchall()) == 365

    store, rows = alternating(from_store, from_rows, rounds=ROUNDS_OF_A_READING, summary=min)
    return compared("one asset's year / rows", store, "ms", baseline=rows, most=0.5)


def whole_market(yesterday: date) -> Row:
    ids = list(
        Asset.objects.filter(slug__startswith="bench-").order_by("pk").values_list("pk", flat=True)
    )[:ASSETS]
    first = yesterday - timedelta(days=89)

    def from_store():
        assert read_closes(ids, first=first, last=yesterday).shape == (ASSETS, 90)

    def from_rows():
        found = read_arrays(
            _CLOSES, {"ids": ids, "first": first},
            columns={"asset": "bigint", "day": "integer", "close": "float8"},
        )  # fmt: skip
        assert len(found["close"]) == 90 * ASSETS

    store, rows = alternating(from_store, from_rows, rounds=ROUNDS_OF_A_READING, summary=min)
    return compared(f"{ASSETS} assets' 90 days / rows", store, "ms", baseline=rows, most=0.5)


def day_close() -> Row:
    today = datetime.now(UTC).date()
    names = f"asset_id, day, {FIGURES}, source"
    run_sql("UPDATE markets_quote SET as_of = now()")
    run_sql("CREATE TABLE bench_copied (LIKE bench_candle INCLUDING INDEXES)")
    record_candles(day=today)
    with connection.cursor() as cursor:
        copy = f"COPY (SELECT {names} FROM markets_candle WHERE day = '{today}') TO STDOUT"
        with cursor.copy(copy) as pieces:
            text = b"".join(pieces)

    def clear():
        run_sql("DELETE FROM markets_candle WHERE day = %s", [today])
        run_sql("TRUNCATE bench_copied")

    def record():
        assert record_candles(day=today).accepted >= QUOTED

    def copy_rows():
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY bench_copied ({names}) FROM STDIN") as copy,
        ):
            copy.write(text)

    recorded, copied = alternating(record, copy_rows, before_job=clear, before_baseline=clear)
    run_sql("DROP TABLE bench_copied")
    return compared("a day of 15,000 assets / COPY", recorded, "ms", baseline=copied, most=4)


def size(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s)", [table])
        return cursor.fetchone()[0]
