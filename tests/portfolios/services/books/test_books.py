from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from portfolios.models import DailyValue, Disposal, Lot, Portfolio, Position
from portfolios.services.books import books
from portfolios.services.books.books import mark_prices_changed, rebuild_books, rebuild_stale_books
from portfolios.services.ledger.accounts import create_account
from portfolios.services.ledger.transactions import delete_transaction, record_transaction
from portfolios.services.sharing.portfolios import change_portfolio
from tests.factories import buy, days_ago, make_asset, set_closes

TABLES = [
    "position", "balance", "lot", "disposal", "income", "fee", "dailyvalue", "ledgerproblem",
    "holdingseries", "instantorder", "giftpart",
]  # fmt: skip


@pytest.fixture
def at_commit(django_capture_on_commit_callbacks):
    """Runs what waits for the commit, as a request's end would."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def bytes_of_the_books(portfolio):
    """Every cached column but the row's own key, as text, in a fixed order."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"SELECT (to_jsonb(t) - 'id')::text FROM portfolios_{table} t"
                " WHERE portfolio_id = %s ORDER BY 1",
                [portfolio.pk],
            )
            found[table] = [row for (row,) in cursor.fetchall()]
    return found


def sell(portfolio, quantity, *, dollars, ago):
    return record_transaction(
        portfolio, user=portfolio.owner, type="sell", account=portfolio.accounts.first(),
        executed_at=days_ago(ago),
        sent_asset=make_asset("bitcoin"), sent_quantity=Decimal(quantity),
        received_asset=make_asset("usd"), received_quantity=Decimal(dollars),
    )  # fmt: skip


def test_a_purchase_and_a_sale_leave_the_lots_and_the_gain_of_fifo(portfolio, at_commit):
    with at_commit():
        buy(portfolio, "bitcoin", "1", dollars="10000", ago=30)
        buy(portfolio, "bitcoin", "1", dollars="14000", ago=20)
        sell(portfolio, "1.5", dollars="30000", ago=10)
    position = Position.objects.get(portfolio=portfolio, asset__slug="bitcoin")
    assert position.quantity == Decimal("0.5")
    assert position.cost == Decimal(7000)
    # 1.5 sold for 30000: the first whole lot (10000) and half of the second (7000).
    assert position.realised == Decimal(30000) - Decimal(17000)
    assert [lot.remaining for lot in Lot.objects.filter(portfolio=portfolio)] == [0, Decimal("0.5")]
    assert sorted(Disposal.objects.values_list("gain", flat=True)) == [
        Decimal(3000),
        Decimal(10000),
    ]


def test_a_transfer_carries_its_lot_to_the_other_account(portfolio, at_commit):
    wallet = create_account(portfolio, name="Wallet", kind="wallet")
    bitcoin = make_asset("bitcoin")
    with at_commit():
        row = buy(portfolio, "bitcoin", "2", dollars="20000", ago=30)
        record_transaction(
            portfolio, user=portfolio.owner, type="transfer", executed_at=days_ago(5),
            account=portfolio.accounts.get(name="Main"), to_account=wallet,
            sent_asset=bitcoin, sent_quantity=Decimal(1),
            received_asset=bitcoin, received_quantity=Decimal(1),
        )  # fmt: skip
    moved = Lot.objects.get(account=wallet, remaining__gt=0)
    assert (moved.cost, moved.transaction_id) == (Decimal(10000), row.pk)
    assert moved.acquired_at == row.executed_at


def test_rebuilding_makes_the_same_bytes(portfolio, at_commit):
    today = timezone.now().date()
    set_closes(make_asset("bitcoin"), {today - timedelta(days=n): 10000.1 + n for n in range(40)})
    with at_commit():
        for ago, quantity in ((30, "0.3"), (25, "0.7"), (20, "0.00000001")):
            buy(portfolio, "bitcoin", quantity, dollars="1234.56", ago=ago)
        sell(portfolio, "0.333333333333333333", dollars="5000.01", ago=3)
    before = bytes_of_the_books(portfolio)
    assert before["position"]
    assert before["dailyvalue"]
    rebuild_books(portfolio.pk)
    assert bytes_of_the_books(portfolio) == before


def test_daily_values_follow_the_closes(portfolio, at_commit):
    today = timezone.now().date()
    set_closes(
        make_asset("bitcoin"), {today - timedelta(days=n): 100.0 * (n + 1) for n in range(9)}
    )
    with at_commit():
        buy(portfolio, "bitcoin", "2", dollars="700", ago=3)
    days = DailyValue.objects.filter(portfolio=portfolio)
    values = dict(days.values_list("day", "value"))
    bought = days_ago(3).date()
    assert min(values) == bought
    assert values[bought] == 2 * Decimal(100) * ((today - bought).days + 1)
    assert values[today] == Decimal(200)
    assert days.get(day=bought).inflow == Decimal(700)


def test_a_deletion_takes_its_figures_with_it(portfolio, at_commit):
    with at_commit():
        row = buy(portfolio, "bitcoin", "1", dollars="10000")
    with at_commit():
        delete_transaction(row, user=portfolio.owner)
    assert not any(bytes_of_the_books(portfolio).values())


def test_a_sale_of_what_is_not_held_is_a_problem_that_names_the_row(portfolio, at_commit):
    with at_commit():
        row = sell(portfolio, "1", dollars="100", ago=5)
    problem = portfolio.ledgerproblems.get(code="missing_acquisition")
    assert problem.transaction_id == row.pk
    assert "BTC" in problem.message
    assert not Position.objects.filter(portfolio=portfolio, quantity__lt=0).exists()


def test_a_problem_says_what_is_missing_of_which_asset_and_where(portfolio, at_commit):
    with at_commit():
        sell(portfolio, "1.25", dollars="100", ago=5)
    problem = portfolio.ledgerproblems.get()
    assert problem.asset == make_asset("bitcoin")
    assert problem.account == portfolio.accounts.get()
    assert problem.quantity == Decimal("1.25")


def test_income_and_fees_are_kept_with_their_rows(portfolio, at_commit):
    reward = {
        "type": "staking_reward", "account": portfolio.accounts.get(), "executed_at": days_ago(4),
        "received_asset": make_asset("ethereum"), "received_quantity": Decimal("0.5"),
        "net_worth_asset": make_asset("usd"), "net_worth_amount": Decimal(900),
    }  # fmt: skip
    with at_commit():
        bought = buy(
            portfolio, "bitcoin", "1", dollars="10000",
            fee_asset=make_asset("usd"), fee_quantity=Decimal(25),
        )  # fmt: skip
        earned = record_transaction(portfolio, user=portfolio.owner, **reward)
    income, fee = portfolio.incomes.get(), portfolio.fees.get()
    assert (income.value, income.type) == (Decimal(900), "staking_reward")
    assert (income.transaction_id, income.day) == (earned.pk, earned.executed_at.date())
    assert (fee.value, fee.in_cost, fee.transaction_id) == (Decimal(25), True, bought.pk)


def test_the_changes_of_one_commit_are_worked_in_at_once(portfolio, at_commit, monkeypatch):
    made = []
    monkeypatch.setattr(books, "refresh_levels", made.append)
    with at_commit():
        for ago in (30, 20, 10):
            buy(portfolio, "bitcoin", "1", dollars="10000", ago=ago)
    assert made == [portfolio]
    assert Position.objects.get(asset__slug="bitcoin").quantity == 3
    assert Portfolio.objects.get(pk=portfolio.pk).books_are_current


def test_a_long_ledger_is_left_to_a_worker(portfolio, at_commit, settings, monkeypatch):
    settings.BOOKS_INLINE_ROWS = 1
    sent = []
    monkeypatch.setattr(
        "portfolios.services.queue.current_app.send_task",
        lambda name, **kw: sent.append((name, kw)),
    )
    with at_commit():
        buy(portfolio, "bitcoin", "1", dollars="1")
        buy(portfolio, "bitcoin", "1", dollars="1")
    assert (books.REBUILD_TASK, {"args": [portfolio.pk], "retry": False}) in sent


def test_the_sweep_makes_stale_books_again_and_leaves_current_ones(portfolio, at_commit):
    with at_commit():
        buy(portfolio, "bitcoin", "1", dollars="1")
    assert rebuild_stale_books() == 0
    Portfolio.objects.filter(pk=portfolio.pk).update(ledger_version=99)
    assert rebuild_stale_books() == 1
    assert rebuild_stale_books() == 0


def test_the_sweep_adds_the_day_that_has_begun(portfolio, at_commit):
    with at_commit():
        buy(portfolio, "bitcoin", "1", dollars="1")
    assert rebuild_stale_books(now=timezone.now() + timedelta(days=1)) == 1


def test_history_that_came_later_marks_the_books_of_who_uses_it(portfolio, alice, at_commit):
    with at_commit():
        buy(portfolio, "bitcoin", "1", dollars="1")
    assert mark_prices_changed([make_asset("solana").pk]) == 0
    assert mark_prices_changed([make_asset("bitcoin").pk]) == 1
    portfolio.refresh_from_db()
    assert not portfolio.books_are_current


def test_another_method_makes_other_books(portfolio, at_commit):
    with at_commit():
        buy(portfolio, "bitcoin", "1", dollars="100", ago=30)
        buy(portfolio, "bitcoin", "1", dollars="200", ago=20)
        sell(portfolio, "1", dollars="300", ago=10)
    assert Disposal.objects.get().gain == Decimal(200)
    with at_commit():
        change_portfolio(portfolio, method="lifo")
    assert Disposal.objects.get().gain == Decimal(100)


def test_a_portfolio_that_is_gone_is_no_error(db):
    assert rebuild_books(987654) is False


def test_books_in_another_currency_convert_at_the_days_rate(portfolio, at_commit):
    euro = make_asset("eur")
    bought = days_ago(10).date()
    set_closes(euro, {bought - timedelta(days=1): 1.25, date.today(): 1.5})
    portfolio.currency = euro
    portfolio.save()
    with at_commit():
        buy(portfolio, "bitcoin", "1", dollars="1000", ago=10)
    assert Position.objects.get(asset__slug="bitcoin").cost == Decimal(800)
