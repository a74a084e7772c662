"""Books of the coins that a row touches, as they would be with it: in memory, never written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Q

from portfolios.accounting.booking.books import build_books
from portfolios.accounting.core.entries import Entry
from portfolios.accounting.core.gift_pairs import Half
from portfolios.accounting.core.gifts import CarriedPart, Gifts, RowKey, row_key
from portfolios.accounting.core.records import Books
from portfolios.accounting.core.types import MOVING_LEGS
from portfolios.models import Portfolio, Transaction
from portfolios.selectors.books.carried_gifts import carried_gifts, converted_parts
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
NEW = 0
_LAST = 2**62


class TooLong(Exception):
    """Too many rows touch the coins."""


class DraftBooks:
    """A portfolio's rows of the coins that some rows move, booked with or without one more.

    Raises `TooLong`.
    """

    def __init__(self, portfolio: Portfolio, changed: Sequence[Transaction]) -> None:
        rows = _rows_around(portfolio, changed)
        used = assets_used(portfolio, only_rows=rows)
        for row in changed:
            used |= {getattr(row, f"{leg}_asset_id") for leg in (*MOVING_LEGS, "net_worth")}
        self._portfolio = portfolio
        self._names = names_of({*used, portfolio.currency_id} - {None})
        self._accounts = account_names(portfolio)
        today = local_today(portfolio)
        days = [row.executed_at.astimezone(portfolio.zone).date() for row in changed]
        first, last = ledger_span(portfolio, today=today)
        self._prices = prices_for(
            portfolio, self._names, first=min(first, *days), last=max(last, *days)
        )
        self._policy = policy_of(portfolio, today=max(today, *days))
        self._entries = list(
            ledger_entries(portfolio, keys=self._names, accounts=self._accounts, only_rows=rows)
        )
        self._gifts = carried_gifts(portfolio, keys=self._names)

    def as_stored(self) -> Books:
        return self._book(self._entries, self._gifts)

    def with_row(self, row: Transaction, *, by_owner: bool) -> Books:
        """With the row, new or in place of its stored self, as the owner or another puts it in."""
        draft = entry_of(row, keys=self._names, accounts=self._accounts)
        draft = draft._replace(id=row.pk or NEW, order=row.pk or _LAST)
        former = [one for one in self._entries if one.id == row.pk]
        entries = [one for one in self._entries if one.id != row.pk]
        gifts = self._gifts
        if any(one.carried for one in [draft, *former]):
            gifts = self._gifts_with(Half(draft, self._portfolio.pk), by_owner=by_owner)
        return self._book([*entries, draft], gifts)

    def _gifts_with(self, half: Half, *, by_owner: bool) -> Gifts:
        gifts = carried_gifts(self._portfolio, keys=self._names, draft=half, by_owner=by_owner)
        gift = gifts.pairs.get(row_key(half.entry))
        if gift is None or gift in gifts.rows:
            return gifts
        return replace(gifts, parts={**gifts.parts, gift: self._parts_of(gift, receipt=half)})

    def _parts_of(self, gift: RowKey, *, receipt: Half) -> tuple[CarriedPart, ...]:
        """The lots that another portfolio's gift gives, once this is its receipt."""
        given = Transaction.objects.select_related("portfolio__currency").get(pk=gift[0])
        giver = given.portfolio
        parts = [
            (part.acquired_at, part.quantity, part.cost, giver.currency_id)
            for part in DraftBooks(giver, [given])._received_by(receipt).gifts
            if part.transaction == given.pk and part.cost is not None
        ]
        return converted_parts(self._portfolio, parts, came=receipt.entry.at)

    def _received_by(self, receipt: Half) -> Books:
        """The stored rows, of which a draft elsewhere receives a gift."""
        gifts = carried_gifts(self._portfolio, keys=self._names, draft=receipt)
        return self._book(self._entries, gifts)

    def _book(self, entries: list[Entry], gifts: Gifts) -> Books:
        return build_books(
            list(entries), prices=self._prices, policy=self._policy, validated=True, gifts=gifts
        )


def _rows_around(portfolio: Portfolio, changed: Sequence[Transaction]) -> Q:
    """The rows of the coins whose lots a change of some rows reaches."""
    fiat = fiat_ids()
    coins = coins_of(changed)
    touched = touched_by(changed, tracks_cash=portfolio.tracks_cash)
    assets = reached_by(portfolio, touched).assets | coins
    rows = Q()
    for leg in MOVING_LEGS:
        rows |= Q(**{f"{leg}_asset__in": assets - fiat})
    if portfolio.transactions.filter(rows)[: MOST_ROWS + 1].count() > MOST_ROWS:
        raise TooLong
    return rows


def coins_of(rows: Sequence[Transaction]) -> set[int]:
    """The assets other than money that some rows move."""
    moved = {getattr(row, f"{leg}_asset_id") for row in rows for leg in MOVING_LEGS}
    return moved - {None, *fiat_ids()}
