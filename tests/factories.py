"""Makes what tests need, through the services where there is one."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from markets.models import Asset, Market, OpenCandle, Quote, RefreshRun
from portfolios.models import Account, Portfolio, PortfolioShare, Transaction, User
from portfolios.services.ledger.transactions import record_transaction

NAMES = {
    "bitcoin": ("BTC", "Bitcoin"), "ethereum": ("ETH", "Ethereum"), "solana": ("SOL", "Solana"),
    "usd": ("USD", "US dollar"), "eur": ("EUR", "Euro"), "usd-coin": ("USDC", "USDC"),
}  # fmt: skip


PASSWORDS = {"alice": "alice-has-coins", "bob": "bob-may-look-in", "charlie": "charlie-guesses"}


def make_person(name: str) -> User:
    """One of the people of the tests."""
    return User.objects.create_user(f"{name}@example.org", PASSWORDS[name])


def make_asset(slug: str, *, price: float | None = None, **columns) -> Asset:
    """An asset by its slug, with a fresh quote if a price is given."""
    symbol, name = NAMES.get(slug, (slug[:8].upper(), slug.title()))
    kind = "fiat" if slug in {"usd", "eur"} else "stablecoin" if slug == "usd-coin" else "coin"
    defaults = {"symbol": symbol, "name": name, "kind": kind, **columns}
    asset, _ = Asset.objects.get_or_create(slug=slug, defaults=defaults)
    if price is not None:
        set_price(asset, price)
    return asset


def set_price(asset: Asset, price: float, *, at: datetime | None = None, **columns) -> Quote:
    """Put a quote in place, as if it had been accepted now."""
    now = timezone.now()
    quote, _ = Quote.objects.update_or_create(
        asset=asset,
        defaults={
            "price": price,
            "as_of": at or now,
            "received_at": now,
            "source": "test",
            **columns,
        },
    )
    return quote


def set_closes(asset: Asset, closes: dict[date, float]) -> None:
    """Daily candles that have only a close."""
    OpenCandle.objects.bulk_create(
        OpenCandle(asset=asset, day=day, close=close, source="test")
        for day, close in closes.items()
    )


def make_market() -> Market:
    return Market.objects.create(provider=Market.Provider.SIMULATED, seed=1)


def finish_refresh(*, kind: str = RefreshRun.Kind.QUOTES) -> RefreshRun:
    """Record that what there is now, the quotes if nothing else, came with a refresh."""
    now = timezone.now()
    return RefreshRun.objects.create(kind=kind, provider="test", started_at=now, finished_at=now)


def make_portfolio(owner, *, name: str = "Savings", currency: str = "usd", **columns) -> Portfolio:
    """A portfolio with an account called Main."""
    base = make_asset(currency, price=1.0 if currency == "usd" else None)
    portfolio = Portfolio.objects.create(owner=owner, name=name, currency=base, **columns)
    Account.objects.create(portfolio=portfolio, name="Main")
    return portfolio


def make_shared_portfolio(owner: User, viewer: User) -> Portfolio:
    """In dollars, which another may look at."""
    portfolio = make_portfolio(owner)
    PortfolioShare.objects.create(portfolio=portfolio, user=viewer, role="viewer")
    return portfolio


def days_ago(days: float) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) - timedelta(days=days)


def buy(
    portfolio: Portfolio, slug: str, quantity: str, *, dollars: str, ago: float = 10, **columns
) -> Transaction:
    """Record a purchase for dollars, some days ago, in the portfolio's first account."""
    return record_transaction(
        portfolio, user=portfolio.owner, type="buy", account=portfolio.accounts.first(),
        executed_at=days_ago(ago),
        sent_asset=make_asset("usd"), sent_quantity=Decimal(dollars),
        received_asset=make_asset(slug), received_quantity=Decimal(quantity), **columns,
    )  # fmt: skip
