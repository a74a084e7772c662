"""Builds the books, which are caches of the ledger: marked stale when it changes, and rebuilt."""

import logging
from collections.abc import Callable
from datetime import date, datetime

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.expressions import RawSQL
from django.utils import timezone

from markets.postgres.locks import Lock, lock
from portfolios.accounting.core.records import Books
from portfolios.accounting.prices.valuation import daily_values
from portfolios.accounting.returns.slices import holding_series
from portfolios.models import BasisChange, DailyValue, Portfolio
from portfolios.selectors.books.basis import stored_basis
from portfolios.selectors.books.carried_gifts import gift_traces
from portfolios.selectors.ledger.ledger import same_fiat_ids
from portfolios.selectors.ledger.prices import LedgerPrices
from portfolios.services.alerts.health import problem_keys, tell_of_new_problems
from portfolios.services.books.changes import Touched, count_change, forget_changes
from portfolios.services.books.gc_pause import collection_paused
from portfolios.services.books.gifts import tell_other_books
from portfolios.services.books.inputs import (
    assets_used,
    book_rows_of,
    ledger_span,
    local_today,
    names_of,
    prices_for,
)
from portfolios.services.books.own_prices import carry_trade_prices
from portfolios.services.books.progress import BooksProgress
from portfolios.services.books.reconcile import reconcile
from portfolios.services.books.rows import write_books
from portfolios.services.books.upkeep import bring_up_to_date
from portfolios.services.exits.levels import refresh_levels
from portfolios.services.locks import hold_portfolio, in_one_go
from portfolios.services.queue import enqueue_on_commit

logger = logging.getLogger(__name__)

REBUILD_TASK = "portfolios.tasks.rebuild_books"


def ledger_changed(portfolio: Portfolio, touched: Touched | None = None) -> None:
    """Count a change of the ledger; after commit the books are brought up to date.

    `touched` is what the changed rows touch, before and after; None: everything. At once where
    the ledger is small, by a worker where it is long: a page never waits for it.
    """
    count_change(portfolio, touched)
    rows = portfolio.transactions.all()[: settings.BOOKS_INLINE_ROWS + 1].count()
    if rows <= settings.BOOKS_INLINE_ROWS:
        transaction.on_commit(lambda: _remake(portfolio.pk, whole=False, unless_current=True))
    else:
        enqueue_on_commit(REBUILD_TASK, portfolio.pk)


def rebuild_stale_books(*, now: datetime | None = None) -> int:
    """Rebuild the books that miss a change or the newest day; returns how many.

    The sweep that makes up for what a dead worker or queue lost. Books that cannot be built are
    logged, and cost no others.
    """
    now = now or timezone.now()
    rebuilt = 0
    newest = DailyValue.objects.filter(portfolio=OuterRef("pk")).order_by("-day").values("day")
    portfolios = Portfolio.objects.annotate(newest=Subquery(newest[:1]))
    for portfolio in portfolios.order_by("pk").iterator():
        try:
            if _is_stale(portfolio, now=now):
                update_books(portfolio.pk)
                rebuilt += 1
        except SoftTimeLimitExceeded:
            raise  # the job's end, and no book's fault
        except Exception:
            logger.exception("The books of portfolio %s could not be built", portfolio.pk)
    return rebuilt


def _is_stale(portfolio: Portfolio, *, now: datetime) -> bool:
    """`newest` is the last day that its books have."""
    behind = portfolio.newest is not None and portfolio.newest < local_today(portfolio, now=now)
    return behind or not portfolio.books_are_current


def mark_prices_changed(asset_ids: list[int]) -> int:
    """Have the books of every portfolio that uses these assets rebuilt; returns how many.

    For history that was filled in behind a ledger: lots may have waited for these prices.
    """
    touched = Portfolio.objects.filter(
        Q(transactions__sent_asset__in=asset_ids)
        | Q(transactions__received_asset__in=asset_ids)
        | Q(transactions__fee_asset__in=asset_ids)
    )
    keys = list(touched.values_list("pk", flat=True).distinct())
    Portfolio.objects.filter(pk__in=keys).update(ledger_version=F("ledger_version") + 1)
    for pk in keys:
        enqueue_on_commit(REBUILD_TASK, pk)
    return len(keys)


def rebuild_books(portfolio_id: int) -> bool:
    """Make a portfolio's books again from the whole ledger; returns False if it is gone."""
    return _remake(portfolio_id, whole=True)


def update_books(portfolio_id: int) -> bool:
    """Bring a portfolio's books up to date; returns False if it is gone.

    Only what the ledger's changes since reach is rebuilt, where that is known and less than
    everything. The result is the same as a rebuild's, byte for byte.
    """
    return _remake(portfolio_id, whole=False)


def lock_books(portfolio_id: int) -> None:
    """Keep everybody else from a portfolio's books until the transaction ends."""
    lock(Lock.BOOKS, portfolio_id)


@in_one_go
@collection_paused()
@same_fiat_ids()
def _remake(portfolio_id: int, *, whole: bool, unless_current: bool = False) -> bool:
    """Compute and swap in at once: readers see the old books until the commit.

    Two remakes of one portfolio follow each other. `unless_current`: nothing is made where another
    one has counted the change in already, as for the second of two changes in one transaction.
    """
    with transaction.atomic():
        lock_books(portfolio_id)
        portfolio = (
            Portfolio.objects.select_related("currency", "owner").filter(pk=portfolio_id).first()
        )
        if portfolio is None:
            return False
        if unless_current and portfolio.books_are_current:
            return True
        # Read before the rows: a change that comes in between makes these books stale again.
        carry_trade_prices(portfolio)
        on_progress = BooksProgress(portfolio_id)
        known, traces = problem_keys(portfolio), gift_traces(portfolio)
        if whole or not bring_up_to_date(portfolio, on_progress=on_progress):
            make_books(portfolio, on_progress=on_progress)
        # From here on things are written that others write, too: in the order in which they do.
        hold_portfolio(portfolio_id)
        reconcile(portfolio)
        Portfolio.objects.filter(pk=portfolio_id).update(
            books_version=portfolio.ledger_version,
            books_currency=portfolio.currency_id,
            books_made_at=timezone.now(),
            books_swap=RawSQL("pg_current_xact_id()::text::bigint", ()),
        )
        # Levels are counted from costs in the currency that the books are in now.
        refresh_levels(portfolio)
        tell_of_new_problems(portfolio, before=known)
        forget_changes(portfolio)
        tell_other_books(portfolio, before=traces, changed=ledger_changed)
        transaction.on_commit(on_progress.end)
    return True


def make_books(
    portfolio: Portfolio, *, today: date | None = None, on_progress: Callable | None = None
) -> None:
    """Write a portfolio's books up to today, from the ledger alone."""
    today = today or local_today(portfolio)
    books, prices = compute_books(portfolio, today=today, on_progress=on_progress)
    write_books(
        portfolio,
        books,
        days=daily_values(books, prices=prices),
        series=holding_series(books, prices=prices),
    )
    _complete_basis_change(portfolio)


def _complete_basis_change(portfolio: Portfolio) -> None:
    """Keep what a change of method did, once the books are made by it."""
    waiting = BasisChange.objects.filter(
        portfolio=portfolio, new_method=portfolio.method, new_scope=portfolio.scope,
        after__isnull=True,
    )  # fmt: skip
    if waiting.exists():
        waiting.update(after=stored_basis(portfolio))


def compute_books(
    portfolio: Portfolio, *, today: date | None = None, on_progress: Callable | None = None
) -> tuple[Books, LedgerPrices]:
    """A portfolio's books up to today, and the prices they were made with; nothing is written."""
    today = today or local_today(portfolio)
    names = names_of(assets_used(portfolio))
    first, last = ledger_span(portfolio, today=today)
    prices = prices_for(portfolio, names, first=first, last=last)
    return book_rows_of(
        portfolio, names=names, prices=prices, today=today, on_progress=on_progress
    ), prices
