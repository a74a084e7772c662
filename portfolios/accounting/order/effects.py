"""What a row asks of an account's coins and what it does to them, before it is booked."""

from collections.abc import Callable, Hashable
from decimal import Decimal
from typing import NamedTuple

from markets.numbers import ZERO
from portfolios.accounting.core.entries import Entry, Leg
from portfolios.accounting.core.types import TransactionType
from portfolios.accounting.state.holdings import Key


class Effect(NamedTuple):
    """A row's coins, in units by (account, asset); money counts as none.

    `needs` is what must be there so that nothing is missing: a fee may be paid from what the row
    brings. `changes` is what differs afterwards. `brings` is the holding that it adds to, and
    `moved` how much a transfer takes to another account.
    """

    entry: Entry
    needs: dict[Key, Decimal]
    changes: dict[Key, Decimal]
    brings: Key | None
    moved: Decimal = ZERO


def effect_of(entry: Entry, *, is_fiat: Callable[[Hashable], bool]) -> Effect:
    """The effect of a valid row of any type."""
    account, sent, received, moved = entry.account, entry.sent, entry.received, ZERO
    target = account
    if entry.type is TransactionType.TRANSFER:
        target = entry.to_account
        arrives = received or sent
        assert sent is not None and arrives is not None, "a transfer takes something"
        if target is None or target == account:  # nothing moves but what is lost on the way
            lost = sent.quantity - arrives.quantity
            sent, received = (Leg(sent.asset, lost) if lost else None), None
        else:
            received, moved = arrives, arrives.quantity
    needs: dict[Key, Decimal] = {}
    changes: dict[Key, Decimal] = {}
    brings = None
    if sent is not None and not is_fiat(sent.asset):
        key = account, sent.asset
        needs[key], changes[key] = sent.quantity, -sent.quantity
    if received is not None and not is_fiat(received.asset):
        brings = target, received.asset
        changes[brings] = changes.get(brings, ZERO) + received.quantity
    fee = entry.fee
    if fee is not None and not is_fiat(fee.asset):
        key = account, fee.asset
        left = changes.get(key, ZERO) - fee.quantity
        if left < 0 and -left > needs.get(key, ZERO):
            needs[key] = -left
        changes[key] = left
    return Effect(entry, needs, changes, brings, moved)
