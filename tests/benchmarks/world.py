"""The scale data sets, built with COPY."""

from datetime import UTC, datetime
from decimal import Decimal

from django.utils import timezone

from markets.models import Asset, Market
from portfolios.models import Account, Portfolio, User
from portfolios.services.exits.levels import refresh_nearest
from tests.benchmarks.harness import copy_rows, run_sql


def clear() -> None:
    """An empty database again."""
    run_sql("TRUNCATE markets_asset, markets_market, portfolios_user CASCADE")


def make_assets(count: int, *, quoted: bool = True) -> list[int]:
    """A market of so many assets, and dollars."""
    clear()
    Market.objects.create(provider=Market.Provider.SIMULATED, seed=1)
    now = timezone.now()
    names = [("usd", "USD", "US dollar", "fiat")]
    names += [(f"bench-{n}", f"B{n}", f"Bench {n}", "coin") for n in range(count)]
    copy_rows(
        "markets_asset",
        ("slug", "symbol", "name", "kind", "is_active", "updated_at"),
        ((*name, True, now) for name in names),
    )
    run_sql("ANALYZE markets_asset")  # as storing a list does
    keys = list(Asset.objects.exclude(slug="usd").order_by("pk").values_list("pk", flat=True))
    if quoted:
        copy_rows(
            "markets_quote",
            ("asset_id", "price", "change_24h", "market_cap", "as_of", "received_at", "source"),
            ((pk, 10.0 + n, 0.01, 1e9 * (n % 20 + 1), now, now, "simulated")
             for n, pk in enumerate(keys)),
        )  # fmt: skip
    return keys


def make_portfolio(positions: list[int], *, name: str = "Bench") -> Portfolio:
    """A portfolio with one position in each asset, put into the books directly."""
    owner, _ = User.objects.get_or_create(email="bench@example.org")
    portfolio = Portfolio.objects.create(
        owner=owner, name=name, currency=Asset.objects.get(slug="usd")
    )
    account = Account.objects.create(portfolio=portfolio, name="Main")
    zero = Decimal(0)
    copy_rows(
        "portfolios_position",
        ("portfolio_id", "account_id", "asset_id", "quantity", "cost", "realised", "income",
         "fees", "carried"),
        ((portfolio.pk, account.pk, pk, Decimal("1.5"), Decimal(9), zero, zero, zero, zero)
         for pk in positions),
    )  # fmt: skip
    copy_rows(
        "portfolios_balance",
        ("portfolio_id", "account_id", "asset_id", "quantity"),
        ((portfolio.pk, account.pk, pk, Decimal("1.5")) for pk in positions),
    )
    return portfolio


def make_holders(count: int, *, each: int) -> None:
    """So many portfolios with an account and `each` positions, made inside the database."""
    User.objects.get_or_create(email="bench@example.org")
    # What is made here refers to what is there: asking for each of millions takes minutes.
    run_sql("SET session_replication_role = replica")
    run_sql(
        "INSERT INTO portfolios_portfolio (owner_id, name, currency_id, time_zone, method, scope,"
        " tracks_cash, is_demo, created_at, ledger_version, books_version, books_swap)"
        " SELECT u.id, 'P' || n, a.id, 'UTC', 'fifo', 'account', false, false, now(), 0, 0, 0"
        " FROM portfolios_user u, markets_asset a, generate_series(1, %s) n"
        " WHERE u.email = 'bench@example.org' AND a.slug = 'usd'", [count],
    )  # fmt: skip
    run_sql("INSERT INTO portfolios_account (portfolio_id, name, kind, created_at)"
            " SELECT id, 'Main', 'wallet', now() FROM portfolios_portfolio")  # fmt: skip
    # COPY gave the coins keys in a row.
    run_sql(
        "INSERT INTO portfolios_position (portfolio_id, account_id, asset_id, quantity, cost,"
        " realised, income, fees, carried) SELECT a.portfolio_id, a.id,"
        " coins.first + (a.id * 7 + n * 751) %% coins.total, 1.5, 9, 0, 0, 0, 0"
        " FROM portfolios_account a, generate_series(0, %s) n, (SELECT min(id) AS first,"
        " count(*) AS total FROM markets_asset WHERE slug <> 'usd') coins", [each - 1],
    )  # fmt: skip
    run_sql("SET session_replication_role = DEFAULT")
    run_sql("ANALYZE portfolios_position")


def make_trigger_world(count: int) -> None:
    """So many armed triggers over all assets: a third trails, of one arming moment an asset."""
    run_sql("SET session_replication_role = replica")
    run_sql(
        "INSERT INTO portfolios_highwater (asset_id, after, high, opened_at, opening_high)"
        " SELECT asset_id, as_of - interval '3 days', price * 1.02, as_of - interval '3 days',"
        " price * 1.02"
        " FROM markets_quote"
    )
    run_sql("ANALYZE portfolios_highwater, markets_quote")
    run_sql(
        "INSERT INTO portfolios_trigger (portfolio_id, asset_id, kind, direction, basis,"
        " currency_id, trail_percent, share, note, level, level_usd, rate, high_water_id, phase,"
        " status, arming, armed_at)"
        " SELECT owners.first + n %% owners.total, m.asset_id,"
        " CASE n %% 3 WHEN 0 THEN 'trailing_stop' WHEN 1 THEN 'price_below' ELSE 'price_above' END,"
        " CASE n %% 3 WHEN 2 THEN 1 ELSE -1 END, CASE n %% 3 WHEN 0 THEN 'high' ELSE 'price' END,"
        " usd.id, CASE n %% 3 WHEN 0 THEN 0.15 + (n %% 50) * 0.01 END, 1, '', level, level, 1,"
        " CASE n %% 3 WHEN 0 THEN m.id END, 'in_force', 'armed', 1, now()"
        " FROM (SELECT min(id) AS first, count(*) AS total FROM portfolios_portfolio) owners,"
        " (SELECT min(id) AS first, count(*) AS total FROM portfolios_highwater) marks,"
        " (SELECT id FROM markets_asset WHERE slug = 'usd') usd,"
        " generate_series(1, %s) n"
        " JOIN LATERAL (SELECT * FROM portfolios_highwater WHERE"
        " id = marks.first + n / 3 %% marks.total) m ON true"
        " JOIN markets_quote q ON q.asset_id = m.asset_id CROSS JOIN LATERAL (SELECT CASE n %% 3"
        " WHEN 1 THEN q.price * (0.5 + (n %% 97) * 0.003)"
        " WHEN 2 THEN q.price * (1.5 + (n %% 97) * 0.01) END AS level) l", [count],
    )  # fmt: skip
    run_sql("SET session_replication_role = DEFAULT")
    run_sql("ANALYZE portfolios_trigger")
    refresh_nearest()


EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
