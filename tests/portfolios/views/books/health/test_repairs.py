"""What is wrong is mended from the page."""

from decimal import Decimal

import pytest

from portfolios.models import (
    LedgerProblem,
    Portfolio,
    ProblemDismissal,
    Transaction,
    TransactionRevision,
)
from tests.factories import make_asset
from tests.portfolios.views.books.health.conftest import address, codes, text_of


@pytest.mark.parametrize(
    ("answers", "cost"),
    [
        ({"cost": "market"}, Decimal(60000)),
        ({"cost": "price", "price": "100.5"}, Decimal("150.75")),
        ({"cost": "nothing"}, Decimal(0)),
    ],
)
def test_missing_coins_are_brought_in_at_the_cost_that_was_chosen(
    portfolio, bitcoin, put, post, answers, cost
):
    sold = put("2024-02-01T12:00Z", "sell", sent="1.5 bitcoin", received="90000 usd")
    assert codes(portfolio) == ["missing_acquisition"]
    page = post(
        "repair", code="missing_acquisition", transaction=sold.pk, asset="bitcoin", **answers
    )
    assert "The opening balance was added." in page
    assert address("history", portfolio) in page
    assert codes(portfolio) == []
    row = Transaction.objects.get(type="opening_balance")
    assert row.received_quantity == Decimal("1.5")
    assert row.executed_at < sold.executed_at
    assert portfolio.disposals.get().cost == cost
    assert TransactionRevision.objects.filter(transaction_id=row.pk, action="created").exists()


@pytest.mark.parametrize(
    "answers", [{}, {"cost": "gold"}, {"cost": "price"}, {"cost": "price", "price": "-1"}]
)
def test_a_mend_without_its_answer_changes_nothing(portfolio, bitcoin, put, post, answers):
    sold = put("2024-02-01T12:00Z", "sell", sent="1.5 bitcoin", received="90000 usd")
    post("repair", code="missing_acquisition", transaction=sold.pk, asset="bitcoin", **answers)
    assert Transaction.objects.count() == 1
    assert codes(portfolio) == ["missing_acquisition"]


def test_the_same_mend_twice_is_done_once(portfolio, bitcoin, put, post):
    sold = put("2024-02-01T12:00Z", "sell", sent="1 bitcoin", received="90000 usd")
    which = {"code": "missing_acquisition", "transaction": sold.pk, "asset": "bitcoin"}
    post("repair", **which, cost="market")
    assert "may have been fixed already" in post("repair", **which, cost="market")
    assert Transaction.objects.filter(type="opening_balance").count() == 1


def test_nothing_is_mended_while_the_books_are_behind(portfolio, bitcoin, put, post):
    sold = put("2024-02-01T12:00Z", "sell", sent="1 bitcoin", received="90000 usd")
    Portfolio.objects.update(ledger_version=99)
    page = post(
        "repair", code="missing_acquisition", transaction=sold.pk, asset="bitcoin", cost="market"
    )
    assert "being brought up to date" in page
    assert Transaction.objects.count() == 1


def test_a_balance_below_zero_is_covered_to_its_lowest(portfolio, bitcoin, put, post):
    Portfolio.objects.update(tracks_cash=True)
    first = put("2024-02-01T12:00Z", "buy", sent="100 usd", received="0.1 bitcoin")
    put("2024-02-02T12:00Z", "buy", sent="50 usd", received="0.1 bitcoin")
    assert portfolio.ledgerproblems.get().quantity == 150
    post("repair", code="negative_balance", transaction=first.pk, asset="usd")
    assert codes(portfolio) == []
    assert Transaction.objects.get(type="deposit").received_quantity == 150


def test_a_row_without_a_value_gets_the_one_that_was_given(portfolio, put, post):
    make_asset("solana", price=150.0)
    row = put("2024-02-01T12:00Z", "airdrop", received="10 solana")
    assert portfolio.ledgerproblems.get().quantity == 10
    post("repair", code="missing_price", transaction=row.pk, asset="solana", amount="1234.5")
    assert portfolio.incomes.get().value == Decimal("1234.5")
    # The row has its value; the days that have no price are told as what they are.
    assert not portfolio.ledgerproblems.filter(quantity__isnull=False).exists()
    page = post("dismiss", code="missing_price", transaction=row.pk, asset="solana")
    assert codes(portfolio) == []
    assert "Days without a price" not in page


def test_a_fee_in_a_third_coin_is_not_asked_for_a_value_that_would_not_count(
    as_alice, portfolio, bitcoin, put
):
    put(
        "2024-02-01T12:00Z", "buy", sent="100 usd", received="0.1 bitcoin", fee="1 solana"
    )  # fmt: skip
    answer = as_alice.get(address("health", portfolio))
    finding = next(
        finding for group in answer.context["groups"] for finding in group.findings
        if group.code == "missing_price"
    )  # fmt: skip
    assert not finding.takes_a_value
    assert "The row was worth" not in text_of(answer)


def test_a_duplicate_is_deleted_and_comes_back_by_the_history(
    as_alice, portfolio, bitcoin, put, post
):
    for _ in range(2):
        second = put("2024-01-02T12:00Z", "buy", sent="100 usd", received="1 bitcoin")
    post("repair", code="suspected_duplicate", transaction=second.pk, asset="bitcoin")
    assert codes(portfolio) == []
    assert Transaction.objects.count() == 1
    revision = TransactionRevision.objects.get(action="deleted")
    post("undo", revision.pk)
    assert codes(portfolio) == ["suspected_duplicate"]


def test_two_trades_that_look_alike_stay_dismissed_when_the_books_are_remade(
    portfolio, alice, bitcoin, put, post
):
    for _ in range(2):
        second = put("2024-01-02T12:00Z", "buy", sent="100 usd", received="1 bitcoin")
    post("dismiss", code="suspected_duplicate", transaction=second.pk, asset="bitcoin")
    put("2024-01-03T12:00Z", "buy", sent="100 usd", received="1 bitcoin")
    assert codes(portfolio) == []
    assert LedgerProblem.objects.count() == 1
    dismissal = ProblemDismissal.objects.get()
    assert dismissal.user == alice
    page = post("restore", dismissal.pk)
    assert codes(portfolio) == ["suspected_duplicate"]
    assert "Rows that may stand there twice" in page


def test_a_loan_that_is_missing_is_added_just_before_it_was_repaid(portfolio, bitcoin, put, post):
    put("2024-02-01T12:00Z", "buy", sent="90000 usd", received="2 bitcoin")
    put("2024-02-02T12:00Z", "borrow", received="1 bitcoin")
    repaid = put("2024-02-10T12:00Z", "repay", sent="1.25 bitcoin")
    assert codes(portfolio) == ["repaid_more_than_borrowed"]
    page = post("repair", code="repaid_more_than_borrowed", transaction=repaid.pk, asset="bitcoin")
    assert "The missing loan was added." in page
    assert codes(portfolio) == []
    loan = Transaction.objects.filter(type="borrow").order_by("executed_at").last()
    assert (loan.received_quantity, loan.executed_at < repaid.executed_at) == (
        Decimal("0.25"), True,
    )  # fmt: skip


def test_a_repayment_beyond_the_debt_goes_away_with_the_row_s_quantity(
    as_alice, portfolio, bitcoin, put, at_commit
):
    put("2024-01-02T12:00Z", "borrow", received="1 bitcoin")
    put("2024-01-03T12:00Z", "buy", sent="100 usd", received="1 bitcoin")
    row = put("2024-01-04T12:00Z", "repay", sent="1.5 bitcoin")
    page = text_of(as_alice.get(address("health", portfolio)))
    assert "More repaid than was borrowed" in page
    assert address("edit", portfolio, row.pk) in page
    form = {"type": "repay", "executed_at": "2024-01-04T12:00", "sent_quantity": "1",
            "sent_asset": "bitcoin", "account": row.account_id}  # fmt: skip
    with at_commit():
        as_alice.post(address("edit", portfolio, row.pk), form)
    assert codes(portfolio) == []
