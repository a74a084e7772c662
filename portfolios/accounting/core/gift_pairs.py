"""Which rows are the two halves of one carried gift, and which rows its lots can come from."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from datetime import datetime, timedelta
from graphlib import CycleError, TopologicalSorter
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from portfolios.accounting.core.entries import Entry, Leg, first_leg
from portfolios.accounting.core.gifts import Gifts, IsFiat, RowKey, is_half, row_key
from portfolios.accounting.core.types import TransactionType

WITHIN = timedelta(days=7)
# Receipts of one quantity that are looked at for a gift, the nearest in time.
_NEAREST = 20


class Half(NamedTuple):
    """One row of a gift; `books` tells the ledger that it stands in."""

    entry: Entry
    books: Hashable = None


def pair_gifts(halves: Iterable[Half]) -> dict[RowKey, RowKey]:
    """Receipt → gift, of rows of one person's ledgers that are labelled as carried.

    Both are of the same asset and quantity and at most 7 days apart, whichever came first; the
    nearest in time take each other, of equally near ones those in different accounts, each row
    once. Of gifts that would go round in a circle (each
    received before it was given) the last is left unpaired.
    """
    given: defaultdict[Leg, list[Half]] = defaultdict(list)
    received: defaultdict[Leg, list[Half]] = defaultdict(list)
    for half in sorted(halves, key=_age):
        (received if half.entry.sent is None else given)[first_leg(half.entry)].append(half)
    pairs = [
        pair
        for leg, gifts in given.items()
        for pair in _nearest_pairs(gifts, received.get(leg, []))
    ]
    return {
        row_key(receipt.entry): row_key(gift.entry) for gift, receipt in _without_circles(pairs)
    }


def _age(half: Half) -> tuple[datetime, str, int, str]:
    return half.entry.at, str(half.books), half.entry.order, str(half.entry.id)


def _nearest_pairs(gifts: list[Half], receipts: list[Half]) -> Iterator[tuple[Half, Half]]:
    instants = [half.entry.at for half in receipts]
    candidates = []
    for place, gift in enumerate(gifts):
        middle = bisect_left(instants, gift.entry.at)
        for other in range(max(0, middle - _NEAREST), min(len(receipts), middle + _NEAREST)):
            apart = abs(instants[other] - gift.entry.at)
            if apart <= WITHIN:
                candidates.append((apart, _place(gift) == _place(receipts[other]), place, other))
    used_gifts, used_receipts = set(), set()
    for *_, place, other in sorted(candidates):
        if place not in used_gifts and other not in used_receipts:
            used_gifts.add(place)
            used_receipts.add(other)
            yield gifts[place], receipts[other]


def _place(half: Half) -> tuple[Hashable, Hashable]:
    return half.books, half.entry.account


def _without_circles(pairs: list[tuple[Half, Half]]) -> list[tuple[Half, Half]]:
    """Only a gift that is received no later than it is given can lead back to itself."""
    if all(gift.entry.at < receipt.entry.at for gift, receipt in pairs):
        return pairs
    while True:
        sorter = TopologicalSorter(
            {place: set(_feeding(pair, pairs)) for place, pair in enumerate(pairs)}
        )
        try:
            sorter.prepare()
        except CycleError as error:
            pairs.pop(max(error.args[1]))
        else:
            return pairs


def _feeding(pair: tuple[Half, Half], pairs: list[tuple[Half, Half]]) -> Iterator[int]:
    """The pairs whose receipt may be what a gift gives on.

    Within one ledger accounts are distinguished; between ledgers a circle would never come to rest,
    in either scope.
    """
    gift, _ = pair
    for place, other in enumerate(pairs):
        receipt = other[1]
        is_before = receipt.entry.at <= gift.entry.at and receipt.books == gift.books
        is_same = first_leg(receipt.entry).asset == first_leg(gift.entry).asset
        is_near = receipt.entry.account == gift.entry.account or _crosses(pair) or _crosses(other)
        if is_before and is_same and is_near and other is not pair:
            yield place


def _crosses(pair: tuple[Half, Half]) -> bool:
    return pair[0].books != pair[1].books


def gifts_among(entries: Iterable[Entry], *, is_fiat: IsFiat) -> Gifts:
    """The gifts of which both halves stand in one ledger."""
    halves = [entry for entry in entries if is_half(entry, is_fiat=is_fiat)]
    return Gifts(pair_gifts(map(Half, halves)), {row_key(entry): entry for entry in halves})


def touching_gifts(entries: list[Entry], gifts: Gifts, *, is_fiat: IsFiat) -> list[Entry]:
    """The rows that the lots of gifts can come from, of entries in order of time.

    These are all that touch the gifts' assets, or assets that hang together with them: by a split
    of one into another, or by exchanges of one instant, whose order depends on each other's coins.
    """
    assets = {first_leg(half).asset for half in gifts.rows.values()}
    links = list(_links(entries, is_fiat=is_fiat))
    while linked := {one for link in links if link & assets for one in link} - assets:
        assets |= linked
    return [entry for entry in entries if _assets_of(entry) & assets]


def _links(entries: list[Entry], *, is_fiat: IsFiat) -> Iterator[set[Hashable]]:
    for _, rows in groupby(entries, key=attrgetter("at")):
        takers = [row for row in rows if row.sent or (row.fee and row.received)]
        for row in takers:
            if row.type is TransactionType.SPLIT:
                yield _assets_of(row)
        if len(takers) > 1:
            yield {asset for row in takers for asset in _assets_of(row) if not is_fiat(asset)}


def _assets_of(entry: Entry) -> set[Hashable]:
    return {leg.asset for leg in (entry.sent, entry.received, entry.fee) if leg is not None}
