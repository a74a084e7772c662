"""A valid row of each table, not saved: what the database takes, and may be asked to refuse."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

from django.contrib.auth import get_user_model
from django.db.models import Model

from markets.models import Category
from portfolios import models as tables
from tests.factories import make_asset, make_market, make_portfolio

AT = datetime(2024, 5, 1, 12, tzinfo=UTC)
DAY = date(2024, 5, 1)


def make_world() -> SimpleNamespace:
    """Alice's portfolio, which Bob may look at and Dave change; Charlie has one of his own."""
    create = get_user_model().objects.create_user
    world = SimpleNamespace(
        **{name: create(f"{name}@example.org", "x") for name in ("alice", "bob", "charlie", "dave")}
    )
    make_market()
    world.bitcoin, world.ethereum = make_asset("bitcoin", price=100.0), make_asset("ethereum")
    world.category = Category.objects.create(slug="layer-1", name="Layer 1")
    world.portfolio = make_portfolio(world.alice)
    world.other = make_portfolio(world.charlie, name="Other")
    world.main = world.portfolio.accounts.get()
    world.wallet = tables.Account.objects.create(portfolio=world.portfolio, name="Wallet")
    for user, role in ((world.bob, "viewer"), (world.dave, "editor")):
        tables.PortfolioShare.objects.create(portfolio=world.portfolio, user=user, role=role)
    for model in ("Trigger", "OwnAsset", "SavedScreen", "Watchlist", "Notice"):
        kept = row_of(world, model)
        kept.save()
        setattr(world, model.lower(), kept)
    return world


def row_of(world: SimpleNamespace, table: str, /, **changes) -> Model:
    """A row of the table that stands by itself, with some columns changed."""
    return getattr(tables, table)(**{**_columns(world, table), **changes})


def _columns(world: SimpleNamespace, table: str) -> dict:
    book = {"portfolio": world.portfolio, "asset": world.bitcoin}
    held = {**book, "account": world.main}
    event = {**held, "at": AT, "day": DAY, "quantity": 1, "value": 2, "transaction_id": 7}
    of_alice = {"user": world.alice, "name": "Mine"}
    key = {"name": "Mine", "digest": "d" * 64, "hint": "tm_12345"}
    return {
        "User": lambda: {"email": "erin@example.org"},
        "Portfolio": lambda: {
            "owner": world.alice, "name": "Second", "currency": world.portfolio.currency,
        },
        "PortfolioShare": lambda: {"portfolio": world.portfolio, "user": world.charlie},
        "PortfolioInvitation": lambda: {
            "portfolio": world.portfolio, "email": "erin@example.org",
        },
        "Account": lambda: {"portfolio": world.portfolio, "name": "Cold"},
        "Transaction": lambda: {
            "portfolio": world.portfolio, "account": world.main, "type": "transfer",
            "executed_at": AT, "sent_asset": world.bitcoin, "sent_quantity": 1,
        },
        "TransactionRevision": lambda: {
            "portfolio": world.portfolio, "transaction_id": 7, "action": "deleted",
        },
        "ImportBatch": lambda: {
            "portfolio": world.portfolio, "filename": "f.csv", "format": "generic", "digest": "d",
        },
        "Position": lambda: {
            **held, "quantity": 1, "cost": 1, "realised": 0, "income": 0, "fees": 0,
        },
        "Balance": lambda: {**held, "quantity": 1},
        "Lot": lambda: {
            **held, "acquired_at": AT, "quantity": 1, "remaining": 1, "cost": 1,
        },
        "Disposal": lambda: {
            **held, "type": "sell", "transaction_id": 7, "disposed_at": AT, "quantity": 1,
            "cost": 1, "proceeds": 2, "gain": 1, "term": "short",
        },
        "Income": lambda: {**event, "type": "mining"},
        "Fee": lambda: {**event, "in_cost": False},
        "GiftPart": lambda: {**book, "transaction_id": 7, "acquired_at": AT, "quantity": 1},
        "DailyValue": lambda: {
            "portfolio": world.portfolio, "day": DAY, "value": 1, "inflow": 0, "outflow": 0,
        },
        "AllocationSnapshot": lambda: {"portfolio": world.portfolio, "day": DAY, "value": 1.0},
        "HoldingSeries": lambda: {
            **held, "days": [DAY], "units": [1], "capital": [1], "moved": [0],
        },
        "LedgerProblem": lambda: {
            **held, "code": "missing_price", "transaction_id": 7, "message": "No price",
        },
        "LedgerChange": lambda: {"portfolio": world.portfolio, "version": 10**6},
        "InstantOrder": lambda: {
            "portfolio": world.portfolio, "executed_at": AT, "transactions": [2, 1],
        },
        "BasisChange": lambda: {
            "portfolio": world.portfolio, "old_method": "fifo", "old_scope": "account",
            "new_method": "lifo", "new_scope": "account", "before": {},
        },
        "ProblemDismissal": lambda: {
            **book, "code": "missing_price", "transaction_id": 7,
        },
        "OwnAsset": lambda: {
            "portfolio": world.portfolio,
            "asset": make_asset(f"own-{tables.OwnAsset.objects.count()}", kind="own"),
        },
        "OwnPrice": lambda: {
            "own_asset": world.ownasset, "day": DAY, "price": 1,
            "currency": world.portfolio.currency,
        },
        "Target": lambda: {**book, "share": "0.4"},
        "ExitGroup": lambda: {**book, "name": "Swing", "quantity": 1},
        "HighWater": lambda: {"asset": world.bitcoin, "after": AT},
        "Trigger": lambda: {
            **book, "kind": "stop_loss", "direction": -1, "basis": "price", "level": 90,
            "level_usd": 90.0, "currency": world.portfolio.currency, "armed_at": AT,
        },
        "Alert": lambda: {
            **book, "trigger": world.trigger, "kind": "stop_loss", "fired_at": AT, "price": 89.5,
            "quote_as_of": AT, "source": "test", "level_usd": 90.0, "quantity": 2,
        },
        "Notice": lambda: {
            "user": world.alice, "kind": "drift", "subject": "1", "day": DAY, "title": "Drift",
            "text": "It drifted.",
        },
        "Channel": lambda: {**of_alice, "kind": "webhook"},
        "PushKey": lambda: {"pk": 1, "private_key": "p", "public_key": "q"},
        "Delivery": lambda: {
            "channel": world.alice.channels.get(), "notice": world.notice,
            "next_attempt_at": AT + timedelta(hours=1),
        },
        "MarketAlert": lambda: {
            "user": world.alice, "subject": "asset", "asset": world.bitcoin, "measure": "price",
            "rule": "above", "level": 1.0, "armed_at": AT,
        },
        "SavedScreen": lambda: {**of_alice, "query": "sort=rank"},
        "Watchlist": lambda: of_alice,
        "WatchedAsset": lambda: {"watchlist": world.watchlist, "asset": world.bitcoin},
        "ShareLink": lambda: {**key, "portfolio": world.portfolio},
        "ApiToken": lambda: {**key, "user": world.alice},
    }[table]()  # fmt: skip
