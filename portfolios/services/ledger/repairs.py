"""Mends of the ledger's problems: rows added, changed or deleted through the one way in.

Each is atomic, keeps the audit, and is refused while the books are behind the ledger: what they
list may have been fixed a moment ago.
"""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from markets.numbers import CONTEXT, quantised
from portfolios.accounting.core.matching import match_transfers
from portfolios.accounting.core.types import ProblemCode
from portfolios.models import (
    ADJUSTED_PRICES,
    Account,
    LedgerProblem,
    Portfolio,
    ProblemDismissal,
    Transaction,
    TransactionRevision,
)
from portfolios.selectors.ledger.ledger import entry_of, fiat_ids
from portfolios.services.books.books import ledger_changed
from portfolios.services.errors import Refused
from portfolios.services.ledger.transactions import (
    change_transaction,
    delete_transaction,
    record_transaction,
)

JUST_BEFORE = timedelta(seconds=1)
GONE = gettext_lazy("There is no such problem: it may have been fixed already.")
NOTE_LENGTH = 2000


@transaction.atomic
def add_opening_balance(
    problem: LedgerProblem, *, user, price: Decimal | None = None
) -> Transaction:
    """Bring in the missing units just before they were taken out.

    `price` is what a unit cost, in the portfolio's currency, 0 for nothing; without one the units
    cost the market value of that day.
    """
    problem, row = _locked(problem, ProblemCode.MISSING_ACQUISITION)
    worth = {}
    if price is not None:
        amount = quantised(CONTEXT.multiply(price, problem.quantity))
        worth = {
            "net_worth_asset": problem.portfolio.currency, "net_worth_amount": amount,
        }  # fmt: skip
    return record_transaction(
        problem.portfolio, user=user, type="opening_balance", account=problem.account,
        executed_at=row.executed_at - JUST_BEFORE,
        received_asset=problem.asset, received_quantity=problem.quantity, **worth,
    )  # fmt: skip


@transaction.atomic
def record_missing_transfer(problem: LedgerProblem, *, user, from_account: Account) -> Transaction:
    """Move what an account lacked there from one that held it, at the instant it was lacking.

    At most what the other account held then. Raises `Refused` where it held none.
    """
    problem, row = _locked(problem, ProblemCode(problem.code))
    held = problem.holders.get(from_account.pk)
    if held is None:
        raise Refused({"from_account": [_("This account did not hold the coins then.")]})
    return record_transaction(
        problem.portfolio, user=user, type="transfer", account=from_account,
        to_account=problem.account, executed_at=row.executed_at,
        sent_asset=problem.asset, sent_quantity=min(held, problem.quantity),
    )  # fmt: skip


@transaction.atomic
def cover_balance(problem: LedgerProblem, *, user) -> Transaction:
    """Deposit the most that a balance lacks, just before it falls below 0."""
    problem, row = _locked(problem, ProblemCode.NEGATIVE_BALANCE)
    return _receive_before(row, problem, user=user, kind="deposit", account=problem.account)


@transaction.atomic
def value_row(problem: LedgerProblem, *, user, amount: Decimal) -> Transaction:
    """Say what a row was worth, in the portfolio's currency."""
    problem, row = _locked(problem, ProblemCode.MISSING_PRICE)
    return change_transaction(
        row, user=user, net_worth_asset=problem.portfolio.currency, net_worth_amount=amount
    )


@transaction.atomic
def complete_transfer(problem: LedgerProblem, *, user, to_account: Account) -> Transaction:
    """Say where a transfer went."""
    _, row = _locked(problem, ProblemCode.UNMATCHED_TRANSFER)
    return change_transaction(row, user=user, to_account=to_account)


@transaction.atomic
def delete_duplicate(problem: LedgerProblem, *, user) -> TransactionRevision:
    """Delete the later of two rows that are the same."""
    _, row = _locked(problem, ProblemCode.SUSPECTED_DUPLICATE)
    return delete_transaction(row, user=user)


@transaction.atomic
def rebuild_from_ledger(problem: LedgerProblem, *, user) -> None:
    """Have the books rebuilt from the whole ledger; nothing in the ledger changes."""
    ledger_changed(problem.portfolio)


@transaction.atomic
def count_as_adjusted(problem: LedgerProblem, *, user) -> ProblemDismissal:
    """Say that an asset's prices are adjusted for its splits; the books are rebuilt with that."""
    problem, _ = _locked(problem, ProblemCode.PRICES_ADJUSTED)
    choice, _ = ProblemDismissal.objects.get_or_create(
        portfolio=problem.portfolio, code=ADJUSTED_PRICES, asset=problem.asset,
        transaction_id=None, defaults={"user": user},
    )  # fmt: skip
    ledger_changed(problem.portfolio)
    return choice


@transaction.atomic
def add_missing_loan(problem: LedgerProblem, *, user) -> Transaction:
    """Borrow what was repaid beyond the debt, just before it was repaid."""
    problem, row = _locked(problem, ProblemCode.REPAID_MORE_THAN_BORROWED)
    return _receive_before(row, problem, user=user, kind="borrow", account=row.account)


@transaction.atomic
def join_transfer(portfolio: Portfolio, *, withdrawal: int, deposit: int, user) -> Transaction:
    """Make one transfer of a withdrawal and a deposit: the first is changed, the other deleted.

    It begins at the earlier of the two instants. Raises `Refused` where they no longer fit.
    """
    rows = portfolio.transactions.select_for_update().in_bulk([withdrawal, deposit])
    if len(rows) < 2:
        raise Refused(_("One of these rows is not there any more."))
    gone, come = rows[withdrawal], rows[deposit]
    found = match_transfers([entry_of(gone), entry_of(come)], fiat=fiat_ids())
    if [(match.withdrawal.id, match.deposit.id) for match in found] != [(withdrawal, deposit)]:
        raise Refused(_("These rows do not fit each other any more."))
    joined = change_transaction(
        gone, user=user, type="transfer", to_account=come.account,
        executed_at=min(gone.executed_at, come.executed_at),
        received_asset=come.received_asset, received_quantity=come.received_quantity,
        note="\n".join(filter(None, (gone.note, come.note)))[:NOTE_LENGTH],
        tags=list(dict.fromkeys([*gone.tags, *come.tags])),
    )  # fmt: skip
    delete_transaction(come, user=user)
    return joined


def _receive_before(
    row: Transaction, problem: LedgerProblem, *, user, kind: str, account: Account
) -> Transaction:
    """Record that what a row lacked came in just before it."""
    return record_transaction(
        problem.portfolio, user=user, type=kind, account=account,
        executed_at=row.executed_at - JUST_BEFORE,
        received_asset=problem.asset, received_quantity=problem.quantity,
    )  # fmt: skip


def _locked(problem: LedgerProblem, code: ProblemCode) -> tuple[LedgerProblem, Transaction]:
    """The problem as the books tell it now, and its row; both locked until the repair is done."""
    portfolio = (
        Portfolio.objects.select_for_update(of=["self"])
        .select_related("currency")
        .get(pk=problem.portfolio_id)
    )
    if not portfolio.books_are_current:
        raise Refused(_("The figures are being brought up to date: look again in a moment."))
    stands = portfolio.ledgerproblems.about(code, problem.transaction_id, problem.asset_id)
    stands = stands.filter(quantity=problem.quantity, account=problem.account_id)
    found = stands.select_related("account", "asset").first()
    row = portfolio.transactions.filter(pk=problem.transaction_id).first()
    if found is None or row is None:
        raise Refused(str(GONE))
    found.portfolio = portfolio
    return found, row
