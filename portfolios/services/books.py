"""Keeps the books, which are caches of the ledger: marked when it changes, made again from it."""

import logging
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Max, Min, Q
from django.utils import timezone

from markets.events import publish
from markets.models import Asset
from portfolios.accounting.books import build_books
from portfolios.accounting.records import Books
from portfolios.accounting.types import Method, Scope
from portfolios.accounting.valuation import daily_values
from portfolios.models import Portfolio
from portfolios.selectors.ledger import ledger_entries
from portfolios.selectors.prices import USD, LedgerPrices
from portfolios.services.book_rows import write_books
from portfolios.services.levels import refresh_levels
from portfolios.services.queue import enqueue_on_commit

logger = logging.getLogger(__name__)

REBUILD_TASK = "portfolios.tasks.rebuild_books"
# The first half of a Postgres advisory lock's key: the second is the portfolio's.
LOCK_SPACE = 7401


class NamedKey(int):
    """A primary key that is written as the thing's name, for messages of the accounting."""

    name: str

    def __new__(cls, pk: int, name: str):
        key = super().__new__(cls, pk)
        key.name = name
        return key

    def __str__(self) -> str:
        return self.name


def ledger_changed(portfolio: Portfolio) -> None:
    """Count a change of the ledger; after commit the books are made again.

    At once where the ledger is small, by a worker where it is long: a page never waits for it.
    """
    Portfolio.objects.filter(pk=portfolio.pk).update(ledger_version=F("ledger_version") + 1)
    rows = portfolio.transactions.all()[: settings.BOOKS_INLINE_ROWS + 1].count()
    if rows <= settings.BOOKS_INLINE_ROWS:
        transaction.on_commit(lambda: rebuild_books(portfolio.pk))
    else:
        enqueue_on_commit(REBUILD_TASK, portfolio.pk)


def rebuild_stale_books(*, now: datetime | None = None) -> int:
    """Make again the books that miss a change or the newest day; returns how many.

    The sweep that makes up for whatever a dead worker or queue forgot.
    """
    now = now or timezone.now()
    rebuilt = 0
    portfolios = Portfolio.objects.annotate(newest=Max("dailyvalues__day"))
    for portfolio in portfolios.order_by("pk").iterator():
        today = now.astimezone(portfolio.zone).date()
        behind = portfolio.newest is not None and portfolio.newest < today
        if behind or not portfolio.books_are_current:
            rebuild_books(portfolio.pk)
            rebuilt += 1
    return rebuilt


def mark_prices_changed(asset_ids: list[int]) -> int:
    """Have the books of every portfolio that uses these assets made again; returns how many.

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
    """Make a portfolio's books again and swap them in at once; returns False if it is gone.

    Readers see the old books until the commit. Two rebuilds of one portfolio follow each other.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK_SPACE, portfolio_id])
        portfolio = Portfolio.objects.select_related("currency").filter(pk=portfolio_id).first()
        if portfolio is None:
            return False
        # Read before the rows: a change that comes in between makes these books stale again.
        version = portfolio.ledger_version
        books, days = compute_books(portfolio)
        write_books(portfolio, books, days)
        refresh_levels(portfolio)
        Portfolio.objects.filter(pk=portfolio_id).update(
            books_version=version, books_made_at=timezone.now()
        )
        transaction.on_commit(lambda: publish("books", {"portfolio": portfolio_id}))
    return True


def compute_books(portfolio: Portfolio, *, today: date | None = None) -> tuple[Books, tuple]:
    """A portfolio's books up to today, and its daily values, from the ledger alone."""
    today = today or timezone.now().astimezone(portfolio.zone).date()
    names = _asset_names(portfolio)
    entries = list(ledger_entries(portfolio, keys=names))
    usd = Asset.objects.only("pk").get(slug=USD).pk
    first, last = _span(portfolio, today)
    prices = LedgerPrices({*names, portfolio.currency_id}, first=first, last=last, usd=usd)
    books = build_books(
        entries,
        prices=prices,
        currency=portfolio.currency_id,
        fiat=frozenset(Asset.objects.fiat().values_list("pk", flat=True)),
        method=Method(portfolio.method),
        scope=Scope(portfolio.scope),
        track_cash=portfolio.tracks_cash,
        as_of=today,
        tz=portfolio.zone,
        validated=True,
    )
    return books, daily_values(books, prices=prices)


def _span(portfolio: Portfolio, today: date) -> tuple[date, date]:
    """From the day before the first row (time zones) to today."""
    ends = portfolio.transactions.aggregate(first=Min("executed_at"), last=Max("executed_at"))
    if ends["first"] is None:
        return today, today
    last = ends["last"].date() + timedelta(days=1)
    return ends["first"].date() - timedelta(days=1), max(today, last)


def _asset_names(portfolio: Portfolio) -> dict[int, NamedKey]:
    used = set()
    rows = portfolio.transactions.order_by()
    for leg in ("sent_asset", "received_asset", "fee_asset", "net_worth_asset"):
        used |= set(rows.values_list(leg, flat=True).distinct())
    found = Asset.objects.filter(pk__in=used - {None}).values_list("pk", "symbol")
    return {pk: NamedKey(pk, symbol) for pk, symbol in found}
