"""Which of the books' rows a change of the ledger reaches."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class BookPart:
    """What of the books a change reaches; the rest stands as it was.

    Lots and disposals of `assets` from the instant `since` on; fees and income of
    `transactions`; what is summed up by asset, of `assets`; daily values from `day` on; the orders
    of `instants`.
    """

    assets: frozenset[int]
    transactions: frozenset[int]
    since: datetime
    day: date
    instants: frozenset[datetime] = frozenset()


class Reach:
    """A part as the conditions on old rows, and on new records; without one, everything."""

    def __init__(self, part: BookPart | None) -> None:
        self._part = part
        self.assets = self.lots = self.disposals = self.transactions = self.days = Q()
        self.instants = Q()
        if part is not None:
            self.assets = Q(asset__in=part.assets)
            self.lots = self.assets & (Q(closed_at=None) | Q(closed_at__gte=part.since))
            self.disposals = self.assets & Q(disposed_at__gte=part.since)
            self.transactions = Q(transaction_id__in=part.transactions)
            self.days = Q(day__gte=part.day)
            self.instants = Q(executed_at__in=part.instants)

    def at(self, place: int):
        part = self._part
        return lambda row: part is None or row[place] in part.assets

    def of_instant(self, item: tuple) -> bool:
        return self._part is None or item[0] in self._part.instants

    def of_asset(self, record) -> bool:
        return self._part is None or record.asset in self._part.assets

    def of_transaction(self, record) -> bool:
        return self._part is None or record.transaction in self._part.transactions

    def of_lot(self, lot) -> bool:
        part = self._part
        open_then = part is None or lot.closed_at is None or lot.closed_at >= part.since
        return open_then and self.of_asset(lot)

    def of_disposal(self, disposal) -> bool:
        part = self._part
        return part is None or (self.of_asset(disposal) and disposal.disposed_at >= part.since)
