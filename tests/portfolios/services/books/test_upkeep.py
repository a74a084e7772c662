"""Books that follow a change of some rows: the same bytes as books made again from all rows."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from django.utils import timezone

from portfolios.models import DailyValue, HoldingSeries, LedgerChange, Lot, Portfolio
from portfolios.selectors.books.reconciliation import stored_residuals
from portfolios.selectors.ledger import ledger
from portfolios.services.books.books import rebuild_books, rebuild_stale_books, update_books
from portfolios.services.ledger.accounts import create_account
from portfolios.services.ledger.transactions import (
    change_transaction,
    delete_transaction,
    record_transaction,
    undo_revision,
)
from portfolios.services.sharing.portfolios import change_portfolio
from tests.factories import buy, days_ago, make_asset, set_closes
from tests.portfolios.services.books.test_books import bytes_of_the_books

COINS = ("bitcoin", "ethereum", "solana", "cardano", "stellar")
DAYS = 60


@pytest.fixture
def closes():
    today = timezone.now().date()
    for place, slug in enumerate((*COINS, "eur"), start=1):
        days = {
            today - timedelta(days=ago): place * (10 + ago % 7) + 0.1
            for ago in range(0, DAYS + 5, 1 + place % 2)
        }
        set_closes(make_asset(slug), days)


def columns_of(random: Random, portfolio: Portfolio, *, oldest: int) -> dict:
    """A row that can be recorded; half of them trades, some on the same instant."""
    accounts = list(portfolio.accounts.order_by("pk"))
    account, other = random.sample(accounts, 2)
    coin, second = (make_asset(slug) for slug in random.sample(COINS, 2))
    money = make_asset(random.choice(("usd", "usd", "eur")))
    units, amount = (Decimal(random.randrange(1, 5000)) / 100 for _ in range(2))
    noon = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    at = noon - timedelta(days=random.randrange(1, oldest), hours=random.choice((0, 0, 3, 7.5)))
    columns = dict.fromkeys(
        ("to_account", "sent_asset", "sent_quantity", "received_asset", "received_quantity",
         "fee_asset", "fee_quantity", "net_worth_asset", "net_worth_amount")
    )  # fmt: skip
    columns |= {"account": account, "executed_at": at}
    sent = {"sent_asset": coin, "sent_quantity": units}
    received = {"received_asset": coin, "received_quantity": units}
    legs = {
        "buy": {"sent_asset": money, "sent_quantity": amount} | received,
        "sell": sent | {"received_asset": money, "received_quantity": amount},
        "swap": sent | {"received_asset": second, "received_quantity": amount},
        "transfer": sent | {"to_account": other},
        "staking_reward": received,
        "gift_given": sent,
        "borrow": received,
        "repay": sent,
        "deposit": {"received_asset": money, "received_quantity": amount},
        "fee": {"fee_asset": money, "fee_quantity": amount},
        "split": sent | {"received_asset": random.choice((coin, second)),
                         "received_quantity": amount},
    }  # fmt: skip
    kind = random.choice([*legs, "buy", "buy", "sell", "swap"])
    if kind != "fee" and random.random() < 0.4:
        fee = random.choice((money, coin, second))
        columns |= {"fee_asset": fee, "fee_quantity": Decimal("0.01")}
    return columns | legs[kind] | {"type": kind}


def exchange_columns_of(random: Random, portfolio: Portfolio, *, oldest: int) -> dict:
    """A row of one of few instants, that mostly takes coins for others of them."""
    columns = columns_of(random, portfolio, oldest=oldest)
    noon = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    columns["executed_at"] = noon - timedelta(days=random.choice((3, 9, 27)))
    if random.random() < 0.8:
        coin, second, fee = (make_asset(random.choice(COINS)) for _ in range(3))
        sent, received = (Decimal(random.randrange(1, 30)) for _ in range(2))
        kind = random.choice(("swap", "buy", "sell", "transfer"))
        if kind == "transfer":
            places = random.sample(list(portfolio.accounts.order_by("pk")), 2)
            columns |= {"account": places[0], "to_account": places[1]}
        else:
            columns["to_account"] = None
        brings = kind != "transfer" and coin != second
        columns |= {
            "type": kind if brings else "transfer",
            "sent_asset": coin, "sent_quantity": sent,
            "received_asset": second if brings else None,
            "received_quantity": received if brings else None,
            "fee_asset": fee, "fee_quantity": Decimal("0.5"),
        }  # fmt: skip
        if not brings:
            places = random.sample(list(portfolio.accounts.order_by("pk")), 2)
            columns |= {"account": places[0], "to_account": places[1]}
    return columns


def edit(random: Random, portfolio: Portfolio, *, draw=columns_of) -> None:
    """Add, change, delete or bring back a row, as a person would."""
    user = portfolio.owner
    row = random.choice(list(portfolio.transactions.order_by("pk")))
    columns = draw(random, portfolio, oldest=DAYS - 20)
    action = random.choice(("add", "change", "delete", "undo"))
    if action == "add":
        record_transaction(portfolio, user=user, **columns)
    elif action == "change":
        change_transaction(row, user=user, **columns)
    elif row.executed_at > days_ago(DAYS - 15):
        revision = delete_transaction(row, user=user)
        if action == "undo":
            update_books(portfolio.pk)
            undo_revision(revision, user=user)


def set_up(random: Random, portfolio: Portfolio, *, tracks_cash: bool) -> None:
    """Settings by chance, three accounts, and a first row that every change comes after."""
    change_portfolio(
        portfolio, method=random.choice(("fifo", "lifo", "hifo", "average")),
        scope=random.choice(("account", "portfolio")), tracks_cash=tracks_cash,
        time_zone=random.choice(("UTC", "America/New_York", "Asia/Tokyo")),
    )  # fmt: skip
    for name in ("Wallet", "Vault"):
        create_account(portfolio, name=name)
    buy(portfolio, "bitcoin", "1", dollars="10", ago=DAYS)


def assert_as_made_again(portfolio: Portfolio) -> None:
    followed = bytes_of_the_books(portfolio)
    rebuild_books(portfolio.pk)
    made_again = bytes_of_the_books(portfolio)
    for table, rows in followed.items():
        assert rows == made_again[table], table
    assert stored_residuals(portfolio) == []


@pytest.mark.parametrize("seed", range(8))
def test_books_that_followed_are_books_made_again(portfolio, closes, seed):
    random = Random(seed)
    set_up(random, portfolio, tracks_cash=seed % 2 == 0)
    for _ in range(25):
        columns = columns_of(random, portfolio, oldest=DAYS - 20)
        record_transaction(portfolio, user=portfolio.owner, **columns)
    update_books(portfolio.pk)
    for _ in range(8):
        edit(random, portfolio)
        update_books(portfolio.pk)
        assert_as_made_again(portfolio)


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_exchanges_at_one_instant_follows_too(portfolio, closes, monkeypatch, seed):
    # However little a whole rebuild would take, only what a change reaches is made again.
    monkeypatch.setattr("portfolios.services.books.upkeep.WORTHWHILE", 1)
    random = Random(1000 + seed)
    set_up(random, portfolio, tracks_cash=seed % 4 == 0)
    for _ in range(30):
        columns = exchange_columns_of(random, portfolio, oldest=DAYS - 20)
        record_transaction(portfolio, user=portfolio.owner, **columns)
    update_books(portfolio.pk)
    for _ in range(8):
        edit(random, portfolio, draw=exchange_columns_of)
        update_books(portfolio.pk)
        assert_as_made_again(portfolio)


@pytest.fixture
def two_coins(portfolio, closes, django_capture_on_commit_callbacks):
    """Ten purchases of one coin and ten of another, with their books."""
    with django_capture_on_commit_callbacks(execute=True):
        for ago in range(10):
            for slug in COINS[:2]:
                buy(portfolio, slug, "1", dollars="10", ago=50 - ago)
    return portfolio


def keys(model, portfolio, slug: str) -> list[int]:
    return list(model.objects.filter(portfolio=portfolio, asset__slug=slug).values_list("pk"))


def test_the_lots_and_series_of_other_assets_stay_as_they_are(two_coins):
    lots, series = (keys(model, two_coins, "ethereum") for model in (Lot, HoldingSeries))
    buy(two_coins, "bitcoin", "1", dollars="10", ago=5)
    update_books(two_coins.pk)
    assert keys(Lot, two_coins, "ethereum") == lots
    assert keys(HoldingSeries, two_coins, "ethereum") == series
    assert len(keys(Lot, two_coins, "bitcoin")) == 11


def test_daily_values_before_the_change_stay_as_they_are(two_coins):
    day = (timezone.now() - timedelta(days=6)).date()
    before = DailyValue.objects.filter(portfolio=two_coins, day__lt=day).values_list("pk", "value")
    kept = list(before)
    buy(two_coins, "bitcoin", "1", dollars="10", ago=5)
    update_books(two_coins.pk)
    assert kept
    assert list(before) == kept


def test_what_the_books_hold_is_forgotten(two_coins):
    assert not LedgerChange.objects.exists()
    buy(two_coins, "bitcoin", "1", dollars="10", ago=5)
    assert LedgerChange.objects.count() == 1
    update_books(two_coins.pk)
    assert not LedgerChange.objects.exists()
    two_coins.refresh_from_db()
    assert two_coins.books_are_current


def test_a_new_day_is_valued_without_booking_a_row(two_coins, closes):
    before = keys(Lot, two_coins, "bitcoin")
    newest = DailyValue.objects.filter(portfolio=two_coins).order_by("-day")[0].day
    DailyValue.objects.filter(portfolio=two_coins, day__gt=newest - timedelta(days=3)).delete()
    assert rebuild_stale_books() == 1
    assert DailyValue.objects.filter(portfolio=two_coins).order_by("-day")[0].day == newest
    assert keys(Lot, two_coins, "bitcoin") == before
    followed = bytes_of_the_books(two_coins)
    rebuild_books(two_coins.pk)
    assert bytes_of_the_books(two_coins) == followed


def test_a_row_of_tomorrow_is_booked_when_its_day_has_come(two_coins):
    tomorrow = datetime.now(UTC) + timedelta(hours=23, minutes=59)
    row = buy(two_coins, "bitcoin", "5", dollars="10", ago=5)
    change_transaction(row, user=two_coins.owner, executed_at=tomorrow)
    update_books(two_coins.pk)
    assert not Lot.objects.filter(transaction_id=row.pk).exists()
    # The day comes: as the books see it, the row lies in the past.
    two_coins.transactions.filter(pk=row.pk).update(executed_at=datetime.now(UTC))
    newest = DailyValue.objects.filter(portfolio=two_coins).order_by("-day")[0].day
    DailyValue.objects.filter(portfolio=two_coins, day=newest).delete()
    rebuild_stale_books()
    assert Lot.objects.filter(transaction_id=row.pk).exists()


def test_a_change_that_nobody_noted_is_made_good_by_all_rows(two_coins):
    buy(two_coins, "bitcoin", "1", dollars="10", ago=5)
    LedgerChange.objects.all().delete()
    update_books(two_coins.pk)
    assert len(keys(Lot, two_coins, "bitcoin")) == 11


def test_the_interest_of_a_repayment_follows_the_debt(two_coins):
    coin = make_asset("bitcoin")
    row = {"account": two_coins.accounts.first(), "user": two_coins.owner}
    borrowed = record_transaction(
        two_coins, type="borrow", executed_at=days_ago(20),
        received_asset=coin, received_quantity=Decimal(2), **row,
    )  # fmt: skip
    record_transaction(
        two_coins, type="repay", executed_at=days_ago(10),
        sent_asset=coin, sent_quantity=Decimal(3), **row,
    )  # fmt: skip
    update_books(two_coins.pk)
    interest = two_coins.fees.values_list("quantity", flat=True)
    assert list(interest) == [1]
    change_transaction(borrowed, user=two_coins.owner, received_quantity=Decimal("2.5"))
    update_books(two_coins.pk)
    assert list(interest.all()) == [Decimal("0.5")]


def test_a_rebuild_asks_once_which_assets_are_money(two_coins, monkeypatch):
    asked, read = [], ledger._read_fiat_ids
    monkeypatch.setattr(ledger, "_read_fiat_ids", lambda: asked.append(1) or read())
    for remake in (rebuild_books, update_books):
        buy(two_coins, "bitcoin", "1", dollars="10", ago=5)
        asked.clear()
        remake(two_coins.pk)
        assert len(asked) == 1, remake
    # The next one sees what has become money since.
    assert ledger.fiat_ids() == read()
    assert len(asked) == 2
