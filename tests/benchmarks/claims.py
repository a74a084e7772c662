"""Claiming reached triggers against reading the whole trigger table."""

import threading
from collections.abc import Iterator

from django.db import connections
from django.utils import timezone

from portfolios.models import Alert, Trigger
from portfolios.services.exits.claims import claim_triggers
from portfolios.services.exits.levels import refresh_nearest
from tests.benchmarks.harness import Row, alternating, compared, copy_rows, limited, run_sql
from tests.benchmarks.world import make_assets, make_portfolio

ASSETS, TRIGGERS, FIRING = 5_000, 200_000, 200
RACERS, ROUNDS, RACED = 4, 10, 400


def run() -> Iterator[Row]:
    keys = make_assets(ASSETS)
    portfolio = make_portfolio([])
    make_triggers(portfolio, keys, TRIGGERS)
    run_sql("ANALYZE")

    def reach():
        run_sql(
            "UPDATE portfolios_trigger SET level_usd = 1e9, level = 1e9 WHERE id IN (SELECT id FROM"
            " portfolios_trigger WHERE status = 'armed' ORDER BY id LIMIT %s)", [FIRING],
        )  # fmt: skip
        refresh_nearest()

    def claim():
        assert len(claim_triggers()) == FIRING

    def scan():
        run_sql(
            "SELECT count(*) FROM portfolios_trigger t JOIN markets_quote q USING (asset_id)"
            " WHERE t.status || '' = 'armed' AND t.level_usd >= q.price"
        )

    claimed, scanned = alternating(claim, scan, before_job=reach)
    yield compared("claim 200 of 200,000 triggers / full scan", claimed, "ms",
                   baseline=scanned, most=2)  # fmt: skip
    yield from race(portfolio, keys)


def make_triggers(portfolio, keys: list[int], count: int) -> None:
    now = timezone.now()
    usd = portfolio.currency_id
    copy_rows(
        "portfolios_trigger",
        ("portfolio_id", "asset_id", "kind", "basis", "direction", "level", "currency_id",
         "level_usd", "rate", "share", "note", "status", "phase", "arming", "armed_at"),
        ((portfolio.pk, keys[n % len(keys)], "price_below", "price", -1, 5, usd, 5.0 + n / count,
          1, 1, "", "armed", "in_force", 1, now) for n in range(count)),
    )  # fmt: skip


def race(portfolio, keys: list[int]) -> Iterator[Row]:
    """Four evaluators at once, round after round."""
    alerts = missed = 0
    for _ in range(ROUNDS):
        run_sql("TRUNCATE portfolios_trigger, portfolios_alert, portfolios_delivery,"
                " portfolios_nearestlevel")  # fmt: skip
        make_triggers(portfolio, keys, RACED)
        run_sql("UPDATE portfolios_trigger SET level_usd = 1e9, level = 1e9")
        refresh_nearest()
        barrier = threading.Barrier(RACERS)

        def claim(barrier=barrier):
            barrier.wait()
            claim_triggers()
            connections.close_all()

        threads = [threading.Thread(target=claim) for _ in range(RACERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        alerts += Alert.objects.count()
        missed += Trigger.objects.armed().count()
    duplicates = alerts - (ROUNDS * RACED - missed)
    yield limited("4 racing evaluators: duplicates", duplicates, "alerts", most=0)
    yield limited("4 racing evaluators: missed", missed, "alerts", most=0)
