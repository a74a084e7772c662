"""The scale data sets, built with COPY."""

from datetime import UTC, datetime
from decimal import Decimal

from django.utils import timezone

from markets.models import Asset, Market
from portfolios.models import Account, Portfolio, User
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
         "fees"),
        ((portfolio.pk, account.pk, pk, Decimal("1.5"), Decimal(9), zero, zero, zero)
         for pk in positions),
    )  # fmt: skip
    copy_rows(
        "portfolios_balance",
        ("portfolio_id", "account_id", "asset_id", "quantity"),
        ((portfolio.pk, account.pk, pk, Decimal("1.5")) for pk in positions),
    )
    return portfolio


EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
