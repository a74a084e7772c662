"""Ten thousand alerts on the market evaluated at a tick, against reading them one by one."""

from collections.abc import Iterator

from django.utils import timezone

from portfolios.models import MarketAlert, Notice, User
from portfolios.services.alerts.market.evaluation import evaluate_alerts
from tests.benchmarks.harness import Row, alternating, compared, copy_rows, run_sql
from tests.benchmarks.world import make_assets

ASSETS, ALERTS, OWNERS, FIRING = 15_000, 10_000, 500, 1_000
TERMS = (("price", "above", 1e9), ("price", "below", 1e-9), ("market_cap", "above", 1e15),
         ("change_24h", "below", -0.5), ("price", "top", 1.0))  # fmt: skip


def run() -> Iterator[Row]:
    make_alerts(make_assets(ASSETS))
    evaluate_alerts()
    run_sql("VACUUM ANALYZE portfolios_marketalert")

    def evaluate():
        assert evaluate_alerts() == 0

    def fire():
        assert evaluate_alerts() == FIRING

    idle, plain = alternating(evaluate, one_by_one)
    yield compared("10,000 market alerts evaluated / read one by one", idle, "ms", baseline=plain,
                   most=0.5)  # fmt: skip
    fired, plain = alternating(fire, one_by_one, before_job=cross)
    yield compared("the same, 1,000 of them fire with notices / read", fired, "ms",
                   baseline=plain, most=3)  # fmt: skip


def make_alerts(keys: list[int]) -> None:
    owners = User.objects.bulk_create(
        User(email=f"bench-{n}@example.org", password="!") for n in range(OWNERS)
    )
    now, places = timezone.now(), range(ALERTS)
    terms = [TERMS[n % len(TERMS)] for n in places]
    copy_rows(
        "portfolios_marketalert",
        ("user_id", "subject", "asset_id", "measure", "rule", "level", "repeat", "note", "status",
         "armed_at", "firings", "version", "met", "unmet", "unconfirmed"),
        ((owners[n % OWNERS].pk, "asset", keys[n % len(keys)], *terms[n], "once", "", "armed",
          now, 0, 0, [], [], []) for n in places),
    )  # fmt: skip


def one_by_one() -> None:
    """The plain way: an object an alert, with its quote, and a comparison."""
    crossed = 0
    for alert in MarketAlert.objects.armed().select_related("asset__quote").iterator():
        value = getattr(alert.asset.quote, alert.measure)
        crossed += value >= alert.level if alert.rule == "above" else value <= alert.level
    assert crossed >= 0


def cross() -> None:
    """A thousand levels above the price come to lie under it; what fired before is as new."""
    Notice.objects.all().delete()
    MarketAlert.objects.update(status="armed", level=1e9)
    run_sql(
        "UPDATE portfolios_marketalert SET level = CASE rule WHEN 'top' THEN 1 ELSE 1e-9 END,"
        " met = '{}', unmet = ARRAY[asset_id] WHERE rule IN ('below', 'top')"
    )
    run_sql(
        "UPDATE portfolios_marketalert SET met = '{}', unmet = ARRAY[asset_id], level = 1e-9"
        " WHERE id IN (SELECT id FROM portfolios_marketalert WHERE measure = 'price'"
        " AND rule = 'above' ORDER BY id LIMIT %s)", [FIRING],
    )  # fmt: skip
