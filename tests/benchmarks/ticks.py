"""A whole tick at a million triggers: quotes taken in, what they reach claimed, committed."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from markets.providers.base import QuoteRecord
from markets.services import ingest_quotes
from portfolios.services.exits.claims import (
    FIND_TOUCHED,
    LOCK_REACHED,
    RAISE_MARKS,
    WORDS,
    claim_triggers,
)
from portfolios.services.exits.levels import refresh_nearest
from tests.benchmarks.harness import Row, alternating, compared, limited, run_sql
from tests.benchmarks.quotes import COLUMNS
from tests.benchmarks.world import make_assets, make_holders, make_trigger_world

ASSETS, PORTFOLIOS, TRIGGERS, FIRING = 15_000, 100_000, 1_000_000, 1_000
TABLES = (
    "markets_quote", "portfolios_trigger", "portfolios_highwater", "portfolios_nearestlevel",
    "portfolios_valuationblock",
)  # fmt: skip
TICKS_FOR_SIZE = 100
RISE = 1.03

# What a high-water mark on each trail would cost: the same record of new highs, a row a trail.
RAISE_EACH = """
UPDATE bench_trail t
   SET high = q.price,
       opening_high = CASE
           WHEN date_trunc('day', q.as_of, 'UTC') = date_trunc('day', t.opened_at, 'UTC')
           THEN q.price ELSE t.opening_high END
  FROM markets_quote q WHERE q.asset_id = t.asset_id AND q.price > t.high
"""


class Ticker:
    """Prices of every asset, a minute on at each call; half of them rise."""

    def __init__(self):
        self.start, self.minutes = timezone.now() - timedelta(minutes=14), count(1)
        self.latest: list[QuoteRecord] = []

    def next(self) -> None:
        second = next(self.minutes)
        self.latest[:] = [
            QuoteRecord(
                ref=f"bench-{n}", change_24h=0.01, market_cap=1e9, volume_24h=1e6,
                price=(10.0 + n) * (1 + 1e-5 * (second if n % 2 else -second)),
                as_of=self.start + timedelta(seconds=second),
            )
            for n in range(ASSETS)
        ]  # fmt: skip

    def take(self) -> None:
        assert ingest_quotes(self.latest, source="simulated").accepted == ASSETS


def run() -> Iterator[Row]:
    settings.QUOTE_STALE_AFTER = 86_400  # on a slow machine the first quotes come to be old
    make_assets(ASSETS)
    make_holders(PORTFOLIOS, each=20)
    make_trigger_world(TRIGGERS)
    ticker = Ticker()
    run_sql("UPDATE markets_quote SET as_of = %s, hour_high = price, hour_low = price",
            [ticker.start])  # fmt: skip
    for table in TABLES:
        run_sql(f"VACUUM (FULL, ANALYZE) {table}")
    ticker.next()
    ticker.take()
    yield from whole_tick(ticker)
    yield from fixed_alone()
    yield from wal_of_trails(ticker)
    yield from sizes(ticker)


def whole_tick(ticker: Ticker) -> Iterator[Row]:
    """With a thousand triggers reached, against a bare committed COPY of the same rows."""
    run_sql(
        "CREATE TABLE IF NOT EXISTS bench_copy (ref text, price float8, as_of timestamptz,"
        " market_cap float8, volume_24h float8, change_24h float8, high_24h float8, low_24h float8)"
    )

    def copy():
        run_sql("TRUNCATE bench_copy")
        statement = f"COPY bench_copy ({', '.join(COLUMNS)}) FROM STDIN"
        with transaction.atomic(), connection.cursor() as cursor, cursor.copy(statement) as sink:
            for record in ticker.latest:
                sink.write_row([getattr(record, column) for column in COLUMNS])

    def prepare():
        ticker.next()
        reach()

    ticked, copied = alternating(ticker.take, copy, before_job=prepare)
    yield compared("tick: 15,000 quotes, 1M triggers / bare COPY", ticked, "ms", baseline=copied,
                   most=4)  # fmt: skip
    idle, copied = alternating(ticker.take, copy, before_job=ticker.next)
    yield compared("the same where nothing is reached / COPY", idle, "ms", baseline=copied, most=4)
    run_sql("DROP TABLE bench_copy")


def reach() -> None:
    """A thousand triggers, no two of one asset in the way of each other, come to be breached."""
    run_sql(
        "UPDATE portfolios_trigger t SET level = 1e9, level_usd = 1e9 WHERE id IN (SELECT id"
        " FROM portfolios_trigger WHERE status = 'armed' AND kind = 'price_below'"
        " AND level_usd < 1e8 ORDER BY id LIMIT %s)", [FIRING],
    )  # fmt: skip
    run_sql("UPDATE portfolios_nearestlevel n SET falling_usd = 1e9 FROM portfolios_trigger t"
            " WHERE t.asset_id = n.asset_id AND t.level_usd = 1e9 AND t.status = 'armed'"
            " AND t.direction = -1")  # fmt: skip


def fixed_alone() -> Iterator[Row]:
    """Finding what is reached, and claiming it too, against reading the trigger table."""
    now = timezone.now()
    values = WORDS | {"now": now, "fresh_since": now - timedelta(hours=1)}

    def find():
        with transaction.atomic():
            run_sql("SET LOCAL jit = off")
            touched = [pk for (pk,) in run_sql(FIND_TOUCHED, values)]
            assert len(run_sql(LOCK_REACHED, values | {"assets": touched})) == FIRING

    def claim():
        assert len(claim_triggers()) == FIRING

    def scan():
        run_sql(
            "SELECT count(*) FROM portfolios_trigger t JOIN markets_quote q USING (asset_id)"
            " WHERE t.status || '' = 'armed' AND t.level_usd >= q.price AND t.direction = -1"
        )

    reach()
    found, scanned = alternating(find, scan)
    yield compared("finding 1,000 among 1M / scan of the table", found, "ms", baseline=scanned,
                   most=0.3)  # fmt: skip
    claim_triggers()
    claimed, scanned = alternating(claim, scan, before_job=reach)
    yield compared("the same, claimed, with alerts and deliveries", claimed, "ms",
                   baseline=scanned, most=1)  # fmt: skip


def wal_of_trails(ticker: Ticker) -> Iterator[Row]:
    """Log written for new highs: a row a mark, against a row a trail.

    On its first day either also writes that day's own highest price.
    """
    run_sql("CREATE TABLE bench_trail AS SELECT t.id, t.asset_id, m.high, m.opened_at,"
            " m.opening_high FROM portfolios_trigger t"
            " JOIN portfolios_highwater m ON m.id = t.high_water_id")  # fmt: skip
    run_sql("ALTER TABLE bench_trail SET (fillfactor = 45)")
    run_sql("ALTER TABLE bench_trail ADD PRIMARY KEY (id)")
    for name, opened in (("", ticker.start - timedelta(days=3)), (" on day one", ticker.start)):
        for table in ("portfolios_highwater", "bench_trail"):
            run_sql(f"UPDATE {table} SET opened_at = %s", [opened])
            run_sql(f"VACUUM FULL {table}")
        run_sql("CHECKPOINT")
        share = 100 * share_of_log(ticker)
        yield limited(f"log of new highs{name}, a mark / a trail", share, "%", most=5)
    run_sql("DROP TABLE bench_trail")


def share_of_log(ticker: Ticker) -> float:
    """The median of five rises; prices and marks are then as they were."""
    fresh = WORDS | {"fresh_since": ticker.start - timedelta(hours=1)}
    written = {"marks": [], "each": []}
    for _ in range(6):
        run_sql(f"UPDATE markets_quote SET price = price * {RISE}")
        written["marks"].append(wal_of(RAISE_MARKS, fresh))
        written["each"].append(wal_of(RAISE_EACH, None))
    for table, column in (("markets_quote", "price"), ("portfolios_highwater", "high"),
                          ("bench_trail", "high")):  # fmt: skip
        run_sql(f"UPDATE {table} SET {column} = {column} / {RISE} ^ 6")
        run_sql(f"VACUUM FULL {table}")
    marks, each = (sorted(sizes[1:])[2] for sizes in written.values())
    return marks / each


def wal_of(statement: str, values) -> int:
    ((before,),) = run_sql("SELECT pg_current_wal_insert_lsn()")
    run_sql(statement, values)
    ((size,),) = run_sql("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), %s)", [before])
    return int(size)


def sizes(ticker: Ticker) -> Iterator[Row]:
    """Tables after a hundred ticks more, against before."""
    refresh_nearest()
    run_sql("VACUUM FULL markets_quote")
    for _ in range(3):
        ticker.next()
        ticker.take()
    before = sum_of_sizes()
    for _ in range(TICKS_FOR_SIZE):
        ticker.next()
        ticker.take()
    growth = 100 * (sum_of_sizes() / before - 1)
    yield limited("growth of the tables in 100 ticks", growth, "%", most=1)


def sum_of_sizes() -> int:
    sizes = run_sql("SELECT sum(pg_total_relation_size(t::regclass)) FROM unnest(%s::text[]) t",
                    [list(TABLES)])  # fmt: skip
    return int(sizes[0][0])
