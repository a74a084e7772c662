"""Brings books up to date by rebuilding only what a change of the ledger reaches.

An asset's lots follow from the rows that touch the asset, in the order in which they are booked. So
a change of some rows reaches the lots of their assets, and of those that hang together with them
(book_links.py), from the rows' instants on; the flows of the rows' days; and the daily values from
the first of these days on. Where money is tracked, its balances
follow from every row that pays: of these rows only the money is booked, which takes a fraction of
the time.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db import connection
from django.db.models import Q

from markets.numbers import ZERO
from markets.postgres.statements import statement
from portfolios.accounting.core.records import Books
from portfolios.accounting.core.types import MOVING_LEGS, TRADES, TransactionType
from portfolios.accounting.order.ordering import Standing
from portfolios.accounting.prices.valuation import DailyValue, changes_by_asset, values_of_units
from portfolios.accounting.returns.slices import HoldingSeries, holding_series
from portfolios.models import Portfolio
from portfolios.selectors.ledger.ledger import fiat_ids
from portfolios.selectors.ledger.prices import LedgerPrices
from portfolios.services.books.changes import Touched, pending_change, touched_by
from portfolios.services.books.inputs import (
    adjusted_assets,
    assets_used,
    book_rows_of,
    ledger_span,
    local_today,
    names_of,
    prices_for,
)
from portfolios.services.books.links import reached_by
from portfolios.services.books.rows import BookPart, write_books

# Above this share of the ledger a whole rebuild is as quick.
WORTHWHILE = 0.6
# The newest days were valued at closes that may not have been final.
_PROVISIONAL = timedelta(days=2)

_UNITS = statement(__file__, "units_since")


def bring_up_to_date(portfolio: Portfolio, *, on_progress: Callable[[float], None] | None) -> bool:
    """Make again what the ledger's changes reach, and value the days since.

    Returns False, with nothing written, where only a whole rebuild will do: what changed is not
    known, it reaches back to the first rows, or it is most of the ledger.
    """
    touched = pending_change(portfolio)
    newest = portfolio.dailyvalues.order_by("-day").values_list("day", flat=True).first()
    if touched is None or newest is None:
        return False
    today = local_today(portfolio)
    touched |= _rows_since(portfolio, newest)
    touched = _with_carried_gifts(portfolio, touched)
    first_day = min(
        [*(at.astimezone(portfolio.zone).date() for at in touched.instants), newest - _PROVISIONAL]
    )
    oldest = portfolio.dailyvalues.order_by("day").values_list("day", flat=True).first()
    if first_day <= oldest or today < newest:
        return False
    reached = reached_by(portfolio, touched)
    # A split changes the prices of all days before it.
    is_adjusted = bool(reached.assets & adjusted_assets(portfolio))
    if is_adjusted or not _is_worthwhile(portfolio, reached.assets):
        return False
    _remake_part(
        portfolio, touched, reached, first_day=first_day, today=today, on_progress=on_progress
    )
    return True


def _remake_part(portfolio, touched, reached, *, first_day, today, on_progress) -> None:
    assets = reached.assets
    only_rows = _rows_of(portfolio, assets, touched)
    since = min(touched.instants, default=None) or _midnight(portfolio, today)
    held = _units_since(portfolio, first_day, remade=assets)
    names = names_of({*assets_used(portfolio, only_rows=only_rows), *(asset for _, asset in held)})
    first, last = ledger_span(portfolio, today=today) if assets else (first_day, today)
    prices = prices_for(portfolio, names, first=first, last=last)
    books = book_rows_of(
        portfolio, names=names, prices=prices, today=today, only_rows=only_rows, only=assets,
        standing=Standing(_standing_orders(portfolio), until=since), on_progress=on_progress,
    )  # fmt: skip
    series = list(holding_series(books, prices=prices, only=assets))
    days = _days(
        portfolio, books, {**held, **_held_in(series)}, names=names, prices=prices,
        first=first_day, last=today, changed=_local_days(portfolio, touched),
    )  # fmt: skip
    transactions = touched.transactions | _repayments(portfolio, assets, since=since)
    part = BookPart(frozenset(assets), transactions, since, first_day, reached.instants)
    write_books(portfolio, books, days=days, series=series, part=part)


def _rows_since(portfolio: Portfolio, newest: date) -> Touched:
    """Rows that lay in the future when the books were last made: their day may have come."""
    rows = portfolio.transactions.filter(
        executed_at__gte=_midnight(portfolio, newest + timedelta(days=1))
    )
    return touched_by(rows, tracks_cash=portfolio.tracks_cash)


def _with_carried_gifts(portfolio: Portfolio, touched: Touched) -> Touched:
    """What changed, and the carried gifts that it reaches: pairs and their lots may be others."""
    while True:
        reached = reached_by(portfolio, touched).assets
        gifts = portfolio.transactions.carried_gifts().moving(reached)
        more = touched | touched_by(gifts, tracks_cash=portfolio.tracks_cash)
        if more == touched:
            return touched
        touched = more


def _standing_orders(portfolio: Portfolio) -> dict[datetime, list[int]]:
    return dict(portfolio.instantorders.values_list("executed_at", "transactions"))


def _is_worthwhile(portfolio: Portfolio, assets: set[int]) -> bool:
    """Whether the rows whose lots are rebuilt are few enough; others are quickly booked."""
    rows = portfolio.transactions
    return rows.filter(_touching(assets - fiat_ids())).count() <= WORTHWHILE * rows.count()


def _rows_of(portfolio: Portfolio, assets: set[int], touched: Touched) -> Q:
    """Every row that touches the assets, and every row of the changed days."""
    money = fiat_ids()
    fiat, coins = assets & money, assets - money
    only_rows = Q(pk__in=touched.transactions) | _touching(coins)
    if fiat and portfolio.tracks_cash:
        only_rows |= _touching(fiat)
    elif fiat:
        passing = Q(type__in=TRADES) & ~Q(sent_asset__in=money, received_asset__in=money)
        only_rows |= _touching(fiat) & ~passing
    for day in _local_days(portfolio, touched):
        start, end = _midnight(portfolio, day), _midnight(portfolio, day + timedelta(days=1))
        only_rows |= Q(executed_at__gte=start, executed_at__lt=end)
    return only_rows


def _touching(assets: set[int]) -> Q:
    """Rows with a leg in some of the assets."""
    return reduce(or_, (Q(**{f"{leg}_asset__in": assets}) for leg in MOVING_LEGS))


def _repayments(portfolio: Portfolio, assets: set[int], *, since: datetime) -> set[int]:
    """Rows whose interest, a fee, may be another one: it is what they paid beyond the debt."""
    rows = portfolio.transactions.filter(
        type=TransactionType.REPAY, sent_asset__in=assets, executed_at__gte=since
    )
    return set(rows.values_list("pk", flat=True))


def _units_since(portfolio: Portfolio, first: date, *, remade: set[int]) -> dict:
    """(account, asset) → day → units, of the holdings that stay as they are."""
    parameters = {"portfolio": portfolio.pk, "remade": sorted(remade), "first": first}
    with connection.cursor() as cursor:
        cursor.execute(_UNITS, parameters)
        return {
            (account, asset): dict(zip(days, units, strict=True))
            for account, asset, days, units in cursor
        }


def _held_in(series: list[HoldingSeries]) -> dict:
    return {(one.account, one.asset): dict(zip(one.days, one.units, strict=True)) for one in series}


def _days(
    portfolio: Portfolio,
    books: Books,
    held: dict,
    *,
    names: dict,
    prices: LedgerPrices,
    first: date,
    last: date,
    changed: set[date],
) -> list[DailyValue]:
    """The daily values from `first` on: flows as they were, but for the days that changed."""
    changes = changes_by_asset(
        {(account, names[asset]): _steps(units) for (account, asset), units in held.items()}
    )
    values = values_of_units(
        changes, prices=prices, currency=portfolio.currency_id, first=first, last=last
    )
    stored = portfolio.dailyvalues.filter(day__gte=first).values_list("day", "inflow", "outflow")
    flows = {day: rest for day, *rest in stored}
    fresh = {flow.day: (flow.inflow, flow.outflow) for flow in books.flows}
    flows |= {day: fresh.get(day, (ZERO, ZERO)) for day in changed}
    days = (first + timedelta(days=number) for number in range(len(values)))
    return [
        DailyValue(day, value, *flows.get(day, (ZERO, ZERO)))
        for day, value in zip(days, values, strict=True)
    ]


def _steps(units: dict[date, Decimal]) -> dict[date, Decimal]:
    """Units at the ends of days as changes from one to the next."""
    before, steps = ZERO, {}
    for day, now in units.items():
        steps[day], before = now - before, now
    return steps


def _local_days(portfolio: Portfolio, touched: Touched) -> set[date]:
    return {at.astimezone(portfolio.zone).date() for at in touched.instants}


def _midnight(portfolio: Portfolio, day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=portfolio.zone)
