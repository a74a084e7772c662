"""What a row would do to the books, computed by the accounting; nothing is written."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from markets.models import Asset
from markets.numbers import ZERO, exact
from portfolios.accounting.booking.books import build_books
from portfolios.accounting.core.records import Books
from portfolios.accounting.core.types import MOVING_LEGS
from portfolios.models import Portfolio, Transaction
from portfolios.selectors.books.carried_gifts import carried_gifts
from portfolios.selectors.ledger.ledger import entry_of, fiat_ids, ledger_entries
from portfolios.services.books.changes import touched_by
from portfolios.services.books.inputs import (
    account_names,
    assets_used,
    ledger_span,
    local_today,
    names_of,
    policy_of,
    prices_for,
)
from portfolios.services.books.links import reached_by

# Of more rows the answer would come too late to help someone who types.
MOST_ROWS = 5000
# Stands for the key of a row that has none yet.
_NEW = 0
_LAST = 2**62


@dataclass(frozen=True, slots=True)
class Effect:
    """What a row does to one coin; money is in the portfolio's currency.

    `opened` are units in new lots, `closed` those taken from lots, with their gain. The average
    costs are those of a unit before and after; None where nothing is held.
    """

    asset: Asset
    opened: Decimal
    opened_unit_cost: Decimal | None
    closed: Decimal
    closed_lots: int
    gain: Decimal | None
    held_after: Decimal
    average_before: Decimal | None
    average_after: Decimal | None


@dataclass(frozen=True, slots=True)
class Preview:
    """The effects by coin, and what the books would complain of."""

    effects: list[Effect]
    problems: list[str]
    income: Decimal


def preview_row(portfolio: Portfolio, row: Transaction) -> Preview | None:
    """What the row would do if it were recorded, or its stored self changed to it.

    `row` is valid and not saved. None where the coins that it touches have too many rows.
    """
    key = row.pk or _NEW
    fiat = fiat_ids()
    before = [*portfolio.transactions.filter(pk=row.pk)] if row.pk else []
    coins = {getattr(one, f"{leg}_asset_id") for one in [*before, row] for leg in MOVING_LEGS}
    coins -= {None, *fiat}
    touched = touched_by([*before, row], tracks_cash=portfolio.tracks_cash)
    assets = reached_by(portfolio, touched).assets | coins
    rows = Q()
    for leg in MOVING_LEGS:
        rows |= Q(**{f"{leg}_asset__in": assets - fiat})
    if not coins or portfolio.transactions.filter(rows)[: MOST_ROWS + 1].count() > MOST_ROWS:
        return None
    with exact():
        stored = _Bookings(portfolio, rows, row)
        old, new = stored.books(None), stored.books(row)
        found = Asset.objects.in_bulk(coins)
        return Preview(
            effects=[_effect(found[pk], old, new, row) for pk in sorted(coins)],
            problems=[one.message for one in new.problems if one.transaction == key],
            income=sum((one.value for one in new.income if one.transaction == key), ZERO),
        )


class _Bookings:
    """The rows of some coins, booked with or without one more."""

    def __init__(self, portfolio: Portfolio, rows: Q, row: Transaction) -> None:
        used = assets_used(portfolio, only_rows=rows)
        used |= {getattr(row, f"{leg}_asset_id") for leg in (*MOVING_LEGS, "net_worth")} - {None}
        self._names = names_of(used | {portfolio.currency_id})
        self._accounts = account_names(portfolio)
        self._today = local_today(portfolio)
        first, last = ledger_span(portfolio, today=self._today)
        day = row.executed_at.astimezone(portfolio.zone).date()
        self._prices = prices_for(
            portfolio, self._names, first=min(first, day), last=max(last, day)
        )
        self._policy = policy_of(portfolio, today=max(self._today, day))
        self._gifts = carried_gifts(portfolio, keys=self._names)
        entries = ledger_entries(
            portfolio, keys=self._names, accounts=self._accounts, only_rows=rows
        )
        self._entries = list(entries)
        self._old = row.pk

    def books(self, row: Transaction | None) -> Books:
        entries = self._entries
        if row is not None:
            entries = [one for one in entries if one.id != self._old]
            entry = entry_of(row, keys=self._names, accounts=self._accounts)
            entries.append(entry._replace(id=row.pk or _NEW, order=row.pk or _LAST))
        return build_books(
            list(entries), prices=self._prices, policy=self._policy, validated=True,
            gifts=self._gifts,
        )  # fmt: skip


def _effect(asset: Asset, old: Books, new: Books, row: Transaction) -> Effect:
    key = row.pk or _NEW
    opened = [one for one in new.lots if one.asset == asset.pk and one.transaction == key]
    if row.received_asset_id != asset.pk:
        opened = []  # what was never brought in is no lot that the row opens, but a problem
    closed = [one for one in new.disposals if one.asset == asset.pk and one.transaction == key]
    before, after = _held(asset, old), _held(asset, new)
    units = sum((one.quantity for one in opened), ZERO)
    cost = sum((one.quantity * one.unit_cost for one in opened), ZERO)
    return Effect(
        asset=asset,
        opened=units,
        opened_unit_cost=cost / units if units else None,
        closed=sum((one.quantity for one in closed), ZERO),
        closed_lots=len(closed),
        gain=sum((one.gain for one in closed), ZERO) if closed else None,
        held_after=after[0],
        average_before=before[1],
        average_after=after[1],
    )


def _held(asset: Asset, books: Books) -> tuple[Decimal, Decimal | None]:
    """Units of all accounts, and what one of them cost."""
    rows = [one for one in books.positions if one.asset == asset.pk]
    units = sum((one.quantity for one in rows), ZERO)
    cost = sum((one.cost for one in rows), ZERO)
    return units, cost / units if units > 0 else None
