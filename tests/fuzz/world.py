"""A database where every address of the API leads somewhere: one of each thing it shows."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from markets.models import Asset, Category, OpenCandle
from portfolios.models import Alert, Portfolio, PortfolioShare, Trigger, User
from portfolios.services.alerts.channels import create_channel, send_test
from portfolios.services.alerts.market.alerts import create_market_alert
from portfolios.services.alerts.market.evaluation import evaluate_alerts
from portfolios.services.allocation.targets import set_target
from portfolios.services.assets.own import create_own_asset, set_own_price
from portfolios.services.books.books import rebuild_books
from portfolios.services.exits.triggers import arm_trigger, disarm_trigger
from portfolios.services.ledger.dismissals import dismiss_problem
from portfolios.services.ledger.imports.commit import commit_import, preview_import
from portfolios.services.ledger.transactions import record_transaction
from portfolios.services.sharing.links import create_share_link
from portfolios.services.sharing.screens import save_screen
from portfolios.services.sharing.tokens import create_token
from portfolios.services.watchlists.items import watch_asset
from portfolios.services.watchlists.lists import create_watchlist
from tests.factories import buy, days_ago, make_asset, make_market, make_portfolio, set_price
from tests.markets.analyses import store_analysis
from tests.portfolios.daily import day
from tests.portfolios.importers.texts import deposit, tidemark

PRICES = {"usd": 1.0, "eur": 1.25, "bitcoin": 60000.0, "ethereum": 3000.0, "solana": 150.0}
DAYS = 420
WEBHOOK = "https://93.184.216.34/hook"


def make_world() -> Portfolio:
    """A portfolio with rows, levels, alerts, targets, channels and imports; viewer may look."""
    owner, viewer = (
        User.objects.create_user(f"{name}@example.org", f"{name}-has-a-world")
        for name in ("owner", "viewer")
    )
    make_market()
    assets = {slug: make_asset(slug, price=price) for slug, price in PRICES.items()}
    _categories(assets)
    _candles(assets)
    store_analysis(
        day(2), {"bitcoin": {"trader": 60.0, "points": {"ret_30d": 0.5}}},
        figures={"trend": 1.0, "stress": 0.0},
    )  # fmt: skip
    portfolio = make_portfolio(owner)
    PortfolioShare.objects.create(portfolio=portfolio, user=viewer, role="viewer")
    make_portfolio(owner, name="Euros", currency="eur")
    make_portfolio(viewer, name="Another's")
    _rows(portfolio)
    _imports(portfolio)
    rebuild_books(portfolio.pk)
    _exit_plan(portfolio, assets)
    own = create_own_asset(portfolio, name="Shed", symbol="SHED", user=portfolio.owner)
    set_own_price(own, day=date(2024, 1, 1), price=Decimal(100))
    watchlist = create_watchlist(owner, name="Later")
    watch_asset(watchlist, asset=assets["bitcoin"], tags=["big"], target=Decimal(70000))
    set_target(portfolio, asset=assets["bitcoin"], share=Decimal("0.5"))
    set_target(portfolio, asset=assets["ethereum"], share=Decimal("0.25"))
    _channels(owner)
    _market_alerts(owner, assets["bitcoin"])
    _dismissal(portfolio)
    create_share_link(portfolio, name="Friends", detail="weights")
    save_screen(owner, name="Strong", query="sort=-ret_30d")
    return portfolio


def _categories(assets: dict[str, Asset]) -> None:
    layer, _ = Category.objects.get_or_create(slug="layer-1", defaults={"name": "Layer 1"})
    for slug in ("bitcoin", "ethereum", "solana"):
        assets[slug].categories.add(layer)


def _candles(assets: dict[str, Asset]) -> None:
    """Prices that swing by a tenth, so that there are ranges, drawdowns and returns."""
    OpenCandle.objects.bulk_create(
        OpenCandle(asset=assets[slug], day=day(ago), source="test", close=close,
               open=close, high=close * 1.02, low=close * 0.98, volume=1000.0)
        for slug, price in PRICES.items() if slug != "usd"
        for ago in range(DAYS)
        for close in [price * (1 + 0.1 * ((ago * 7) % 20 - 10) / 10)]
    )  # fmt: skip


def _rows(portfolio: Portfolio) -> None:
    owner, main = portfolio.owner, portfolio.accounts.get()
    cold = portfolio.accounts.create(name="Cold", kind="wallet")
    usd, bitcoin, ethereum = (make_asset(slug) for slug in ("usd", "bitcoin", "ethereum"))

    def record(kind: str, ago: float, account=main, **columns):
        return record_transaction(
            portfolio, user=owner, type=kind, account=account, executed_at=days_ago(ago), **columns
        )

    buy(portfolio, "bitcoin", "1", dollars="40000", ago=400, fee_asset=usd, fee_quantity=Decimal(9))
    buy(portfolio, "ethereum", "10", dollars="20000", ago=390, external_id="first", tags=["dca"])
    record("transfer", 300, to_account=cold, sent_asset=bitcoin, sent_quantity=Decimal("0.5"),
           received_asset=bitcoin, received_quantity=Decimal("0.499"))  # fmt: skip
    record("sell", 10, sent_asset=bitcoin, sent_quantity=Decimal("0.25"),
           received_asset=usd, received_quantity=Decimal(16000))  # fmt: skip
    record("staking_reward", 5, received_asset=ethereum, received_quantity=Decimal("0.01"))
    # More than there is: a problem, which the data-health list shows.
    record("withdrawal", 3, account=cold, sent_asset=ethereum, sent_quantity=Decimal(1))


def _imports(portfolio: Portfolio) -> None:
    for amount, commits in (("0.5", True), ("0.7", False)):
        text = tidemark(deposit(amount, (timezone.now() - timedelta(days=50)).date().isoformat()))
        preview = preview_import(
            portfolio, user=portfolio.owner, filename="ledger.csv", content=text.encode()
        )
        if commits:
            commit_import(preview.batch)


def _exit_plan(portfolio: Portfolio, assets: dict[str, Asset]) -> None:
    fired = _armed(portfolio, assets["bitcoin"], "stop_loss", level=Decimal(50000))
    _armed(portfolio, assets["bitcoin"], "take_profit", level=Decimal(90000), group="Exit",
           share=Decimal("0.5"))  # fmt: skip
    _armed(portfolio, assets["ethereum"], "trailing_stop", trail_percent=Decimal("0.1"))
    disarm_trigger(_armed(portfolio, assets["ethereum"], "price_above", level=Decimal(5000)))
    now = timezone.now()
    Trigger.objects.filter(pk=fired.pk).update(
        status=Trigger.Status.FIRED, ended_at=now, high_water=None
    )
    Alert.objects.create(
        portfolio=portfolio, trigger=fired, kind=fired.kind, asset=fired.asset, fired_at=now,
        price=49900.0, quote_as_of=now, source="test", level_usd=50000.0, level=Decimal(50000),
        quantity=Decimal("0.5"),
    )  # fmt: skip


def _armed(portfolio: Portfolio, asset: Asset, kind: str, **terms) -> Trigger:
    return arm_trigger(portfolio, user=portfolio.owner, asset=asset, kind=kind, **terms)


def _channels(owner) -> None:
    create_channel(owner, kind="email", name="Mail")
    send_test(create_channel(owner, kind="webhook", name="Bot", address=WEBHOOK))


def _market_alerts(owner, bitcoin: Asset) -> None:
    """One that has fired, and one of another kind of subject."""
    create_market_alert(
        owner, subject="asset", asset=bitcoin, measure="price", rule="above", level=61000.0
    )
    create_market_alert(owner, subject="market", measure="regime", rule="happens")
    set_price(bitcoin, 62000.0)
    assert evaluate_alerts() == 1
    set_price(bitcoin, PRICES["bitcoin"])


def _dismissal(portfolio: Portfolio) -> None:
    problem = portfolio.ledgerproblems.exclude(transaction_id=None).first()
    dismiss_problem(
        portfolio, code=problem.code, transaction_id=problem.transaction_id, asset=problem.asset,
        user=portfolio.owner,
    )  # fmt: skip


def write_key(user) -> str:
    return create_token(user, name="fuzz", scope="write", days=1)[1]
