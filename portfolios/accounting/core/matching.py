"""Two rows that look like the halves of one transfer."""

from collections import defaultdict
from collections.abc import Container, Hashable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from markets.numbers import exact
from portfolios.accounting.core.entries import Entry, Receiving, Sending, is_receiving, is_sending
from portfolios.accounting.core.types import TransactionType

WITHIN = timedelta(hours=24)
# What may be lost on the way: a network's fee.
MOST_LOST = Decimal("0.02")


class Match(NamedTuple):
    """A withdrawal and the deposit that may be its arrival."""

    withdrawal: Sending
    deposit: Receiving

    @property
    def lost(self) -> Decimal:
        """Units that did not arrive."""
        with exact():
            return self.withdrawal.sent.quantity - self.deposit.received.quantity


def match_transfers(entries: Iterable[Entry], *, fiat: Container[Hashable]) -> list[Match]:
    """Withdrawals and deposits of one coin, in different accounts, that fit each other.

    At most 24 hours lie between them, whichever the sources date first; no more arrived than was
    sent, and at most 2% less. The oldest withdrawal takes the oldest deposit that fits; each row
    is used once. A deposit with a fee of its own is left alone: a transfer has one fee. Entries
    may come in any order, and may be of any type.
    """
    sent: defaultdict[Hashable, list[Sending]] = defaultdict(list)
    arrived: defaultdict[Hashable, list[Receiving]] = defaultdict(list)
    for entry in sorted(entries, key=_age):
        if entry.type is TransactionType.WITHDRAWAL and is_sending(entry):
            if entry.sent.asset not in fiat:
                sent[entry.sent.asset].append(entry)
        elif entry.type is TransactionType.DEPOSIT and entry.fee is None and is_receiving(entry):
            arrived[entry.received.asset].append(entry)
    with exact():
        matches = [
            match
            for asset, withdrawals in sent.items()
            for match in _match(withdrawals, arrived.get(asset, []))
        ]
    return sorted(matches, key=lambda match: _age(match.withdrawal))


def _match(withdrawals: list[Sending], deposits: list[Receiving]) -> Iterable[Match]:
    """Walk both lists once; `start` passes deposits that are too old for all that follow."""
    used: set[int] = set()
    start = 0
    for withdrawal in withdrawals:
        while start < len(deposits) and deposits[start].at < withdrawal.at - WITHIN:
            start += 1
        for place in range(start, len(deposits)):
            deposit = deposits[place]
            if deposit.at > withdrawal.at + WITHIN:
                break
            if place not in used and _fits(withdrawal, deposit):
                used.add(place)
                yield Match(withdrawal, deposit)
                break


def _fits(withdrawal: Sending, deposit: Receiving) -> bool:
    if withdrawal.account == deposit.account:
        return False
    gone, come = withdrawal.sent.quantity, deposit.received.quantity
    return come <= gone and gone - come <= gone * MOST_LOST


def _age(entry: Entry) -> tuple[datetime, int, str]:
    return entry.at, entry.order, str(entry.id)
