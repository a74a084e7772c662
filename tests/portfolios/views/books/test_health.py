from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from portfolios.models import (
    Account,
    LedgerProblem,
    Portfolio,
    ProblemDismissal,
    Transaction,
    TransactionRevision,
)
from portfolios.services.books.books import rebuild_books, update_books
from portfolios.services.sharing.portfolios import change_portfolio
from tests.factories import make_asset, set_closes, set_price
from tests.portfolios.books import record


def address(name, portfolio, *args):
    return reverse(f"portfolios:{name}", args=[portfolio.pk, *args])


def text_of(answer):
    return answer.content.decode()


def codes(portfolio):
    return [problem.code for problem in portfolio.ledgerproblems.standing()]


@pytest.fixture
def bitcoin(portfolio):
    """With a quote, and a close for every day of the tests' ledgers."""
    asset = make_asset("bitcoin", price=60000.0)
    set_closes(asset, {timezone.datetime(2024, 1, 1).date(): 40000.0})
    return asset


@pytest.fixture
def post(as_alice, portfolio, at_commit):
    """Posts to an address of the health page as Alice, and does what waits for the commit."""

    def send(name, *args, **data):
        with at_commit():
            answer = as_alice.post(address(name, portfolio, *args), data, follow=True)
        assert answer.status_code == 200
        return text_of(answer)

    return send


@pytest.fixture
def put(portfolio, at_commit):
    """Records a row and has the books made."""

    def add(at, kind, **legs):
        with at_commit():
            return record(portfolio, at, kind, **legs)

    return add


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


def test_a_transfer_is_told_where_it_went(portfolio, bitcoin, put, post):
    wallet = Account.objects.create(portfolio=portfolio, name="Vault")
    put("2024-01-02T12:00Z", "buy", sent="100 usd", received="1 bitcoin")
    moved = put("2024-02-01T12:00Z", "transfer", sent="1 bitcoin")
    Transaction.objects.filter(pk=moved.pk).update(to_account=None)
    rebuild_books(portfolio.pk)
    assert codes(portfolio) == ["unmatched_transfer"]
    post(
        "repair", code="unmatched_transfer", transaction=moved.pk, asset="bitcoin",
        to_account=wallet.pk,
    )  # fmt: skip
    assert codes(portfolio) == []
    assert portfolio.balances.get(asset=bitcoin).account == wallet


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


@pytest.fixture
def halves(portfolio, bitcoin, put):
    """A withdrawal from Main and its arrival in a vault."""
    vault = Account.objects.create(portfolio=portfolio, name="Vault")
    put("2024-01-02T12:00Z", "buy", sent="100 usd", received="1 bitcoin")
    gone = put("2024-02-01T12:00Z", "withdrawal", sent="1 bitcoin")
    come = put("2024-02-01T13:00Z", "deposit", received="0.999 bitcoin", account=vault)
    return gone, come


def test_a_withdrawal_and_its_deposit_are_joined_and_keep_the_lot_s_cost(
    as_alice, portfolio, halves, post
):
    gone, come = halves
    assert "Likely transfers" in text_of(as_alice.get(address("health", portfolio)))
    page = post("join", withdrawal=gone.pk, deposit=come.pk)
    assert "one transfer now" in page
    assert "Likely transfers" not in page
    row = Transaction.objects.get(pk=gone.pk)
    assert (row.type, row.to_account, row.received_quantity) == (
        "transfer", come.account, Decimal("0.999"),
    )  # fmt: skip
    assert not Transaction.objects.filter(pk=come.pk).exists()
    lot = portfolio.lots.get(account=come.account, remaining__gt=0)
    assert (lot.cost, lot.acquired_at.day) == (Decimal("99.9"), 2)
    assert portfolio.fees.get().quantity == Decimal("0.001")


def test_rows_that_do_not_fit_are_not_joined(portfolio, halves, post):
    gone, come = halves
    assert "do not fit" in post("join", withdrawal=come.pk, deposit=gone.pk)
    key = come.pk
    come.delete()
    assert "not there any more" in post("join", withdrawal=gone.pk, deposit=key)
    assert Transaction.objects.get(pk=gone.pk).type == "withdrawal"


def test_rows_of_another_portfolio_are_never_joined(as_charlie, charlie, halves):
    own = Portfolio.objects.create(
        owner=charlie, name="Own", currency=make_asset("usd")
    )  # fmt: skip
    gone, come = halves
    as_charlie.post(address("join", own), {"withdrawal": gone.pk, "deposit": come.pk})
    assert Transaction.objects.filter(pk=come.pk).exists()


def test_two_trades_are_not_suggested_as_a_transfer_again(portfolio, halves, post):
    gone, _ = halves
    page = post("dismiss", code="suggested_transfer", transaction=gone.pk)
    assert "Likely transfers" not in page
    assert "Suggested transfer" in page


def test_held_assets_with_an_old_price_or_none_are_told_and_can_be_known(
    as_alice, portfolio, bitcoin, put, post
):
    set_price(bitcoin, 60000.0, at=timezone.now() - timedelta(days=2))
    put("2024-01-02T12:00Z", "buy", sent="100 usd", received="1 bitcoin")
    put("2024-01-02T13:00Z", "buy", sent="100 usd", received="1 solana")
    page = text_of(as_alice.get(address("health", portfolio)))
    assert "Held assets with an old price" in page
    assert "Held assets that nobody prices" in page
    assert "Held assets that nobody prices" not in post(
        "dismiss", code="unknown_asset", asset="solana"
    )
    make_asset("solana", price=1.0)
    set_price(bitcoin, 60000.0)
    page = text_of(as_alice.get(address("health", portfolio)))
    assert "Held assets" not in page


@pytest.mark.parametrize(
    "which",
    [
        {"code": "nonsense"},
        {"code": "missing_price", "transaction": "1"},
        {"code": "unknown_asset"},
        {"code": "unknown_asset", "asset": "bitcoin"},
        {"code": "suggested_transfer", "transaction": "1"},
        {"code": "suggested_transfer", "transaction": "x"},
        {"code": "missing_price", "asset": "no-such"},
        {},
    ],
)
def test_what_is_no_problem_cannot_be_dismissed_or_mended(portfolio, bitcoin, post, which):
    post("dismiss", **which)
    post("repair", **which)
    assert not ProblemDismissal.objects.exists()


def test_whom_it_was_shared_with_reads_and_mends_nothing(as_bob, portfolio, bitcoin, put):
    sold = put("2024-02-01T12:00Z", "sell", sent="1 bitcoin", received="90000 usd")
    page = text_of(as_bob.get(address("health", portfolio)))
    assert "Coins taken out that were never brought in" in page
    assert "Add an opening balance" not in page.replace("or add an opening balance", "")
    which = {"code": "missing_acquisition", "transaction": sold.pk, "asset": "bitcoin"}
    for name in ("repair", "dismiss", "join"):
        assert as_bob.post(address(name, portfolio), which).status_code == 403
    assert Transaction.objects.count() == 1


def test_what_is_wrong_comes_before_words_about_it(as_alice, portfolio, bitcoin, put):
    put("2024-02-01T12:00Z", "sell", sent="1 bitcoin", received="90000 usd")
    page = text_of(as_alice.get(address("health", portfolio)))
    assert page.index('<section class="card') < page.index("the most harmful first")


def test_the_tab_counts_what_stands(as_alice, portfolio, bitcoin, put, post):
    tab = '<span class="count">1<span class="visually-hidden"> open</span></span>'
    assert tab not in text_of(as_alice.get(address("overview", portfolio)))
    sold = put("2024-02-01T12:00Z", "sell", sent="1 bitcoin", received="90000 usd")
    page = text_of(as_alice.get(address("overview", portfolio)))
    assert tab in page
    assert "Coins taken out that were never brought in: 1" in page
    assert address("health", portfolio) in page
    post("dismiss", code="missing_acquisition", transaction=sold.pk, asset="bitcoin")
    assert tab not in text_of(as_alice.get(address("overview", portfolio)))


def test_an_empty_and_a_sound_portfolio_say_so(as_alice, portfolio, bitcoin, put):
    assert "Nothing to look at yet" in text_of(as_alice.get(address("health", portfolio)))
    put("2024-01-02T12:00Z", "buy", sent="100 usd", received="1 bitcoin")
    assert "No problem found" in text_of(as_alice.get(address("health", portfolio)))


def test_the_page_takes_as_many_queries_for_many_problems(as_alice, portfolio, bitcoin, put):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert as_alice.get(address("health", portfolio)).status_code == 200
        return len(captured)

    row = put("2024-02-01T12:00Z", "sell", sent="1 bitcoin", received="90000 usd")
    queries()
    few = queries()
    LedgerProblem.objects.bulk_create(
        LedgerProblem(
            portfolio=portfolio, code="missing_acquisition", transaction_id=row.pk + number,
            asset=bitcoin, account=row.account, quantity=1, message="m",
        )
        for number in range(60)
    )  # fmt: skip
    assert queries() == few
    assert few <= 20
    groups = as_alice.get(address("health", portfolio)).context["groups"]
    assert [(group.count, len(group.findings)) for group in groups] == [(61, 20)]


@pytest.fixture
def off_by_seven(booked):
    """Books whose stored sums differ."""
    booked.positions.filter(asset__symbol="BTC").update(realised=F("realised") + 7)
    update_books(booked.pk)
    return booked


def test_books_that_do_not_add_up_are_made_again_from_the_page(off_by_seven, as_alice, post):
    page = text_of(as_alice.get(address("health", off_by_seven)))
    assert "Figures that do not add up" in page
    assert "-7 of the cost in USD is not explained by the rows" in page
    assert "The books are rebuilt." in post("repair", code="does_not_add_up")
    assert "does_not_add_up" not in codes(off_by_seven)


def test_that_books_do_not_add_up_cannot_be_dismissed(off_by_seven, as_alice, post):
    page = text_of(as_alice.get(address("health", off_by_seven)))
    assert page.count('name="code" value="does_not_add_up"') == 1  # that of the mend
    assert "There is no such kind of problem." in post("dismiss", code="does_not_add_up")
    assert "does_not_add_up" in codes(off_by_seven)


def test_who_may_only_look_cannot_have_the_books_made_again(off_by_seven, as_bob):
    assert "Rebuild the books" not in text_of(as_bob.get(address("health", off_by_seven)))
    answer = as_bob.post(address("repair", off_by_seven), {"code": "does_not_add_up"})
    assert answer.status_code == 403
    assert "does_not_add_up" in codes(off_by_seven)


def test_a_value_that_lacks_only_a_currency_s_rate_is_said_to(as_alice, portfolio, bitcoin, put):
    put("2024-02-01T12:00Z", "buy", sent="100 eur", received="1 solana")
    page = text_of(as_alice.get(address("health", portfolio)))
    assert "No rate of EUR in USD on or before 2024-02-01" in page


@pytest.fixture
def kraken(portfolio):
    """A second account, which shares its lots with the first."""
    Portfolio.objects.update(scope="portfolio")
    portfolio.refresh_from_db()
    return Account.objects.create(portfolio=portfolio, name="Kraken")


@pytest.fixture
def unrecorded(portfolio, bitcoin, put, kraken):
    """A sale in Kraken of coins that lie in Main: no row says how they came there."""
    put("2024-01-15T12:00Z", "buy", sent="40000 usd", received="2 bitcoin")
    return put(
        "2024-02-01T12:00Z", "sell", sent="1.5 bitcoin", received="90000 usd", account=kraken
    )


@pytest.mark.parametrize(
    ("scope", "code"), [("portfolio", "account_overdrawn"), ("account", "missing_acquisition")]
)
def test_coins_that_another_account_held_come_by_a_transfer(
    portfolio, put, post, at_commit, unrecorded, as_alice, scope, code
):
    with at_commit():
        change_portfolio(portfolio, scope=scope)
    assert codes(portfolio) == [code]
    page = text_of(as_alice.get(address("health", portfolio)))
    assert "Main: 1.5 BTC" in page
    main = portfolio.accounts.get(name="Main")
    which = {"code": code, "transaction": unrecorded.pk, "asset": "bitcoin"}
    page = post("repair", **which, from_account=main.pk)
    assert "The transfer was recorded." in page
    assert codes(portfolio) == []
    moved = Transaction.objects.get(type="transfer")
    assert (moved.account, moved.to_account.name) == (main, "Kraken")
    assert moved.sent_quantity == Decimal("1.5")
    balances = {one.account.name: one.quantity for one in portfolio.balances.all()}
    assert balances == {"Main": Decimal("0.5")}
    assert portfolio.disposals.get().cost == Decimal(30000)


def test_a_transfer_from_an_account_that_held_nothing_is_refused(
    portfolio, post, unrecorded, kraken
):
    empty = Account.objects.create(portfolio=portfolio, name="Empty")
    which = {"code": "account_overdrawn", "transaction": unrecorded.pk, "asset": "bitcoin"}
    for account in (empty, kraken):
        assert "did not hold the coins then" in post("repair", **which, from_account=account.pk)
    assert "Account: " in post("repair", **which)
    assert not Transaction.objects.filter(type="transfer").exists()


def test_a_transfer_brings_at_most_what_the_other_account_held(
    portfolio, bitcoin, put, post, kraken
):
    put("2024-01-15T12:00Z", "buy", sent="20000 usd", received="1 bitcoin")
    first = put("2024-02-01T12:00Z", "sell", sent="1 bitcoin", received="9 usd", account=kraken)
    put("2024-02-02T12:00Z", "buy", sent="20000 usd", received="1 bitcoin")
    put("2024-02-03T12:00Z", "sell", sent="1 bitcoin", received="9 usd", account=kraken)
    assert portfolio.ledgerproblems.get().quantity == 2
    main = portfolio.accounts.get(name="Main")
    which = {"code": "account_overdrawn", "asset": "bitcoin"}
    post("repair", **which, transaction=first.pk, from_account=main.pk)
    left = portfolio.ledgerproblems.get()
    assert (left.quantity, left.transaction_id > first.pk) == (1, True)
    post("repair", **which, transaction=left.transaction_id, from_account=main.pk)
    assert codes(portfolio) == []
    assert not portfolio.balances.exists()


def test_of_many_problems_the_first_of_each_code_are_shown(as_alice, portfolio, bitcoin):
    row = record(portfolio, "2024-01-02T10:00Z", "sell", sent="1 bitcoin", received="1 usd")
    portfolio.ledgerproblems.all().delete()
    kinds = (("missing_price", None), ("missing_price", 1), ("missing_acquisition", None))
    for place in range(25):
        for code, units in kinds:
            LedgerProblem.objects.create(
                portfolio=portfolio, asset=bitcoin, transaction_id=row.pk, code=code,
                quantity=units, message=f"{code} {units} {place}",
            )  # fmt: skip
    groups = as_alice.get(address("health", portfolio)).context["groups"]
    stored = [group for group in groups if group.count == 25]
    assert len(stored) == 3
    for group in stored:
        places = [int(one.message.split()[-1]) for one in group.findings]
        assert places == list(range(20))
        assert len({one.message.rsplit(" ", 1)[0] for one in group.findings}) == 1
