"""The books of a long ledger in the database: built, then updated with changes."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from random import Random

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from markets.models import Asset
from portfolios.models import Account, Portfolio, Transaction, User
from portfolios.services.books.books import rebuild_books, update_books
from portfolios.services.ledger.transactions import record_transaction
from portfolios.services.sharing.portfolios import change_portfolio
from tests.benchmarks.harness import Row, alternating, compared, copy_rows, milliseconds, unchanged
from tests.benchmarks.world import make_assets

LONG, SHORT = 100_000, 100
COINS, ACCOUNTS, DAYS = 50, 4, 1826
COLUMNS = (
    "portfolio_id", "account_id", "to_account_id", "type", "executed_at",
    "sent_asset_id", "sent_quantity", "received_asset_id", "received_quantity",
    "fee_asset_id", "fee_quantity", "label", "note", "tags", "created_at", "updated_at",
)  # fmt: skip
PAGES = ("overview", "performance", "gains", "income", "health")


def run() -> Iterator[Row]:
    keys = make_assets(COINS)
    write_closes(keys)
    short, long = (make_ledger(keys, size) for size in (SHORT, LONG))
    rebuild_books(short.pk)
    bare = seconds(lambda: copy_ledger(make_ledger_rows(throw_away(), keys, LONG)))
    first = seconds(lambda: rebuild_books(long.pk))
    yield compared(f"books of {LONG:,} rows / COPY of the rows", first, "s", baseline=bare, most=8)
    yield from changes(long, keys[3], first=first)
    yield from pages(short, long)
    yield from page_meanwhile(long)
    change_portfolio(long, tracks_cash=True)
    first = seconds(lambda: rebuild_books(long.pk))
    yield from changes(long, keys[3], first=first, kind=", money tracked")


def changes(long: Portfolio, key: int, *, first: float, kind: str = "") -> Iterator[Row]:
    """One purchase, added to books that took `first` seconds to build."""
    for name, ago in (("today", 0), ("two years back", 730)):
        buy(long, key, ago=ago)
        taken = seconds(lambda: update_books(long.pk))
        yield compared(f"one purchase {name}{kind}, {LONG:,} rows / all books", 1000 * taken, "ms",
                       baseline=1000 * first, most=0.2)  # fmt: skip


def pages(short: Portfolio, long: Portfolio) -> Iterator[Row]:
    client = Client()
    client.force_login(long.owner)
    for name in PAGES:
        few, many = (
            reverse(f"portfolios:{name}", args=[portfolio.pk]) for portfolio in (short, long)
        )
        queries = []
        for path in (few, many):
            client.get(path)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200, path
            queries.append(len(captured))
        title = f"{name} page, {LONG:,} rows / {SHORT}"
        yield unchanged(f"{title}: queries", queries[1], "queries", baseline=queries[0])
        slow, fast = alternating(lambda: client.get(many), lambda: client.get(few))  # noqa: B023
        yield compared(title, slow, "ms", baseline=fast, most=4)


def page_meanwhile(long: Portfolio) -> Iterator[Row]:
    """The portfolio page while another process, as a worker would, rebuilds the books."""
    client = Client()
    client.force_login(long.owner)
    path = reverse("portfolios:overview", args=[long.pk])
    quiet = milliseconds(lambda: client.get(path))
    command = [sys.executable, "manage.py", "rebuild", str(long.pk)]
    times = []
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as worker:
        while worker.poll() is None:
            times.append(1000 * seconds(lambda: client.get(path)))
            time.sleep(0.1)
        assert worker.returncode == 0
    yield compared(f"overview page while {LONG:,} rows are booked / quiet",
                   statistics.median(times), "ms", baseline=quiet, most=3)  # fmt: skip


def seconds(job) -> float:
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


def write_closes(keys: list[int]) -> None:
    """Five years of daily closes of every coin: a random walk."""
    random, today = Random(3), timezone.now().date()
    rows = []
    for key in keys:
        price = 100.0
        for ago in range(DAYS, -1, -1):
            price *= random.uniform(0.96, 1.0415)
            rows.append((key, today - timedelta(days=ago), price, "simulated"))
    copy_rows("markets_candle", ("asset_id", "day", "close", "source"), rows)


def throw_away() -> Portfolio:
    """A portfolio for the baseline; its rows are never booked."""
    return empty_portfolio("Baseline")


def empty_portfolio(name: str) -> Portfolio:
    owner, _ = User.objects.get_or_create(email="bench@example.org")
    usd = Asset.objects.get(slug="usd")
    portfolio = Portfolio.objects.create(owner=owner, name=name, currency=usd)
    for number in range(ACCOUNTS):
        Account.objects.create(portfolio=portfolio, name=f"Account {number}")
    return portfolio


def make_ledger(keys: list[int], size: int) -> Portfolio:
    portfolio = empty_portfolio(f"{size} rows")
    copy_ledger(make_ledger_rows(portfolio, keys, size))
    Portfolio.objects.filter(pk=portfolio.pk).update(ledger_version=1)
    return portfolio


def copy_ledger(rows: list[tuple]) -> None:
    copy_rows(Transaction._meta.db_table, COLUMNS, rows)


def make_ledger_rows(portfolio: Portfolio, keys: list[int], size: int) -> list[tuple]:
    """Purchases, sales, swaps, transfers and rewards, evenly over five years."""
    random, usd = Random(5), portfolio.currency_id
    accounts = list(portfolio.accounts.values_list("pk", flat=True))
    now = timezone.now()
    at, step = now - timedelta(days=DAYS - 1), timedelta(days=DAYS - 2) / size
    rows = []
    for _ in range(size):
        at += step
        kind = random.choice(["buy"] * 5 + ["sell"] * 3 + ["swap", "transfer", "staking_reward"])
        coin, second = random.sample(keys, 2)
        account, other = random.sample(accounts, 2)
        units = Decimal(random.randrange(10**6, 5 * 10**8)).scaleb(-8)
        money = Decimal(random.randrange(1000, 500_000)).scaleb(-2)
        fee = (usd, Decimal("1.25")) if random.random() < 0.6 else (None, None)
        legs = {
            "buy": (usd, money, coin, units, *fee),
            "sell": (coin, units / 2, usd, money, *fee),
            "swap": (coin, units / 4, second, units / 4, None, None),
            "transfer": (coin, units / 4, coin, units / 4, coin, Decimal("0.0001")),
            "staking_reward": (None, None, coin, units / 100, None, None),
        }[kind]
        to = other if kind == "transfer" else None
        rows.append((portfolio.pk, account, to, kind, at, *legs, "", "", "{}", now, now))
    return rows


def buy(portfolio: Portfolio, key: int, *, ago: int) -> None:
    record_transaction(
        portfolio, user=portfolio.owner, type="buy", account=portfolio.accounts.first(),
        executed_at=timezone.now() - timedelta(days=ago),
        sent_asset=portfolio.currency, sent_quantity=Decimal(100),
        received_asset=Asset.objects.get(pk=key), received_quantity=Decimal(1),
    )  # fmt: skip
