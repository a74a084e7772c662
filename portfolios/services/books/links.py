"""Which assets' lots hang together: those of others may change with what changed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.db.models import Count, F, Q

from portfolios.accounting.core.types import TransactionType
from portfolios.accounting.order.ordering import split_phases
from portfolios.models import Portfolio
from portfolios.selectors.ledger.ledger import entries_of, fiat_ids
from portfolios.services.books.changes import Touched


@dataclass(frozen=True, slots=True)
class Reached:
    """The assets whose lots a change reaches, and the instants whose order it may change."""

    assets: set[int]
    instants: frozenset[datetime]


@dataclass(frozen=True, slots=True)
class _Link:
    """Who has one of the `taken` assets changed may see all of `assets` change."""

    taken: set[int]
    assets: set[int]
    at: datetime | None = None


def reached_by(portfolio: Portfolio, touched: Touched) -> Reached:
    """What a change reaches, over redenominations and over instants with several exchanges.

    A redenomination makes lots of one asset lots of another. In which order the exchanges of one
    instant are booked follows from the balances of all coins that they take: a change at or before
    the instant of one of these may change the lots of every coin that they touch.
    """
    assets, instants = set(touched.assets), set(touched.instants)
    links = [*_redenominations(portfolio), *_shared_instants(portfolio, touched)]
    for link in links:
        if link.at in touched.instants:  # rows that are gone from there may have decided it
            assets |= link.assets
    while met := [link for link in links if link.taken & assets]:
        links = [link for link in links if not link.taken & assets]
        for link in met:
            assets |= link.assets
            instants.add(link.at)
    return Reached(assets, frozenset(instants - {None}))


def _redenominations(portfolio: Portfolio) -> Iterator[_Link]:
    splits = portfolio.transactions.filter(type=TransactionType.SPLIT).exclude(
        sent_asset=F("received_asset")
    )
    for pair in set(splits.values_list("sent_asset", "received_asset")):
        yield _Link(set(pair), set(pair))


def _shared_instants(portfolio: Portfolio, touched: Touched) -> Iterator[_Link]:
    """The instants, from the first change on, with several exchanges."""
    if not touched.instants:
        return
    fiat = fiat_ids()
    takes = Q(sent_asset__isnull=False) & ~Q(sent_asset__in=fiat)
    takes |= Q(fee_asset__isnull=False) & ~Q(fee_asset__in=fiat)
    brings = Q(received_asset__isnull=False) & ~Q(received_asset__in=fiat)
    rows = portfolio.transactions.order_by().filter(
        takes & (brings | Q(type=TransactionType.TRANSFER)),
        executed_at__gte=min(touched.instants),
    )
    several = rows.values("executed_at").annotate(rows=Count("pk")).filter(rows__gt=1)
    shared = rows.filter(executed_at__in=several.values("executed_at")).order_by("executed_at")
    for at, entries in groupby(entries_of(shared), key=attrgetter("at")):
        _, effects, _ = split_phases(list(entries), is_fiat=fiat.__contains__)
        if len(effects) > 1:
            taken = {asset for effect in effects for _, asset in effect.needs}
            yield _Link(taken, {key[1] for effect in effects for key in effect.changes}, at)
