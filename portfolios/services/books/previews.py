"""What a row would do to the books, computed by the accounting; nothing is written."""

from dataclasses import dataclass
from decimal import Decimal

from markets.models import Asset
from markets.numbers import ZERO
from portfolios.accounting.core.records import Books
from portfolios.models import Portfolio, Transaction, User
from portfolios.selectors.ledger.ledger import same_fiat_ids
from portfolios.services.books.drafts import NEW, DraftBooks, TooLong, coins_of


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


@same_fiat_ids()
def preview_row(portfolio: Portfolio, row: Transaction, *, user: User) -> Preview | None:
    """What the row would do if the user recorded it, or changed its stored self to it.

    `row` is valid and not saved. None where the coins that it touches have too many rows.
    """
    key = row.pk or NEW
    changed = [*portfolio.transactions.filter(pk=row.pk), row] if row.pk else [row]
    coins = coins_of(changed)
    if not coins:
        return None
    try:
        stored = DraftBooks(portfolio, changed)
        old, new = stored.as_stored(), stored.with_row(row, by_owner=user.pk == portfolio.owner_id)
    except TooLong:
        return None
    found = Asset.objects.in_bulk(coins)
    return Preview(
        effects=[_effect(found[pk], old, new, row) for pk in sorted(coins)],
        problems=[one.message for one in new.problems if one.transaction == key],
        income=sum((one.value for one in new.income if one.transaction == key), ZERO),
    )


def _effect(asset: Asset, old: Books, new: Books, row: Transaction) -> Effect:
    key = row.pk or NEW
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
