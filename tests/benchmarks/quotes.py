"""How long the markets' heavy jobs take: python -m tests.benchmarks.quotes [assets]

Runs on throw-away servers of its own and prints one line a figure.
"""
# ruff: noqa: E402, T201 - Django is set up before its models can be imported; it prints figures

import os
import statistics
import sys
import time
from datetime import UTC, datetime, timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django

django.setup()

from django.core.management import call_command
from django.db import connection

from markets.models import Asset, Candle, Market
from markets.providers.base import QuoteRecord
from markets.providers.simulated.paths import build_paths
from markets.providers.simulated.provider import SimulatedProvider
from markets.selectors import usd_prices
from markets.services import (
    fill_history,
    ingest_quotes,
    load_fiat_history,
    refresh_quotes,
    sync_assets,
)
from tests import servers

ROUNDS = 7


def timed(label: str, job, *, rounds: int = 1):
    """Print the median time of a job, and hand on its last result."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        result = job()
        times.append(time.perf_counter() - began)
    print(f"{label:58} {1000 * statistics.median(times):9.1f} ms")
    return result


def hot_share() -> str:
    """Heap-only updates of the quote table, and all updates."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT n_tup_hot_upd, n_tup_upd FROM pg_stat_user_tables"
            " WHERE relname = 'markets_quote'"
        )
        hot, updates = cursor.fetchone()
    return f"{hot} of {updates}"


def ingestion(count: int) -> None:
    """Quotes of many assets, again and again."""
    Asset.objects.bulk_create(
        Asset(slug=f"bench-{n}", symbol=f"B{n}", name=f"Bench {n}", updated_at=datetime.now(UTC))
        for n in range(count)
    )
    noon = datetime(2026, 1, 1, tzinfo=UTC)
    minutes = iter(range(1, 10_000))

    def batch():
        minute = next(minutes)
        at = noon + timedelta(minutes=minute)
        return [
            QuoteRecord(ref=f"bench-{n}", price=10.0 + n + 0.01 * minute, as_of=at,
                        market_cap=1e6, volume_24h=1e5, change_24h=0.01)
            for n in range(count)
        ]  # fmt: skip

    timed(f"first quotes of {count} assets", lambda: ingest_quotes(batch(), source="simulated"))
    for _ in range(ROUNDS):
        batches = batch()
        timed(f"refresh of {count} quotes", lambda b=batches: ingest_quotes(b, source="simulated"))
    print(f"{'heap-only updates':58} {hot_share()}")
    Asset.objects.filter(slug__startswith="bench-").delete()


def simulation() -> None:
    """The simulated provider, cold and warm."""
    provider = SimulatedProvider(seed=2019)
    build_paths.cache_clear()
    timed("simulated: 250 quotes, cold", lambda: provider.markets(top=250))
    timed("simulated: 250 quotes, warm", lambda: provider.markets(top=250), rounds=ROUNDS)
    today = datetime.now(UTC).date()
    timed(
        "simulated: one asset's history since 2019",
        lambda: provider.history("bitcoin", start=today.replace(year=2019), end=today),
        rounds=ROUNDS,
    )


def main(count: int) -> None:
    """Everything, on an empty database."""
    call_command("migrate", verbosity=0)
    Market.objects.create(provider="simulated", seed=2019)
    simulation()
    timed("fiat history since 2014", load_fiat_history)
    timed("fiat history, nothing new", load_fiat_history)
    timed("asset list of the simulated market", sync_assets)
    timed("refresh of the simulated market", refresh_quotes, rounds=ROUNDS)
    timed("history of 40 assets since 2019", lambda: fill_history(limit=40))
    ids = list(Asset.objects.filter(candles__isnull=False).distinct().values_list("pk", flat=True))
    end = datetime.now(UTC).date()
    days = [end - timedelta(days=n) for n in range(1000)]
    timed(f"usd_prices of {len(ids)} assets on 1000 days", lambda: usd_prices(ids, days),
          rounds=ROUNDS)  # fmt: skip
    print(f"{'candles stored':58} {Candle.objects.count():9}")
    ingestion(count)


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 15_000)
    finally:
        connection.close()
        servers.stop()
