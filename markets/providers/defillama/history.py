"""The past of what is locked and paid for an asset: the same sums as today's, by day."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cached_property
from http import HTTPStatus
from typing import Any

from markets.providers.base import ObservationRecord, Page, ProviderError
from markets.providers.defillama.client import NAME, DefiLlama
from markets.providers.defillama.totals import Places, places_by_ref

Series = Page[tuple[date, float]]
# More chains or protocols than that are no one's, and each is a request.
MOST_PLACES = 20
# What the vendor answers for a name that it has no such series of.
_NOTHING = {HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR}


class DefiLlamaHistory:
    """An `ObservationsProvider` of TVL and fees; references are CoinGecko's."""

    name = NAME

    def __init__(self, **options: Any):
        self._llama = DefiLlama(**options)

    @cached_property
    def _places(self) -> dict[str, Places]:
        """Read once for a batch of assets: the lists are some 10 MB."""
        return places_by_ref(self._llama.protocols().records, self._llama.chains().records)

    def observations(self, ref: str, *, start: date, end: date) -> Page[ObservationRecord]:
        """What was locked and paid from `start` to `end`, a request for each place and figure."""
        places = self._places.get(ref)
        if places is None or len(places.chains or places.protocols) > MOST_PLACES:
            return Page(())
        if places.chains:
            locked, names = self._llama.chain_tvl, places.chains
            payers = [name.lower().replace(" ", "-") for name in names]
        else:
            locked, names = self._llama.protocol_tvl, places.protocols
            payers = names
        records, rejected = [], Counter[str]()
        for figure, ask, asked in (("tvl", locked, names), ("fees", self._llama.fees, payers)):
            days = _summed(_answers(ask, asked, start=start, end=end), rejected)
            if days:
                records.append(_record(places, figure, days))
        return Page(tuple(records), rejected=+rejected)


def _answers(ask: Callable[..., Series], names: Iterable[str], **span: date) -> Iterable[Series]:
    for name in names:
        try:
            yield ask(name, **span)
        except ProviderError as error:
            if not error.permanent and error.status not in _NOTHING:
                raise


def _summed(pages: Iterable[Series], rejected: Counter[str]) -> dict[date, float]:
    days: dict[date, float] = defaultdict(float)
    for page in pages:
        rejected.update(page.rejected)
        for day, value in page.records:
            days[day] += value
    return days


def _record(places: Places, figure: str, days: dict[date, float]) -> ObservationRecord:
    first, last = min(days), max(days)
    values = [days.get(first + timedelta(days=n), math.nan) for n in range((last - first).days + 1)]
    owner = places.owner
    return ObservationRecord(
        ref=owner.ref, symbol=owner.symbol, figure=figure, first=first, values=values
    )
