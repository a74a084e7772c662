"""What is said of the assets of a simulated market beyond prices, as a live vendor says it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import numpy as np

from markets.providers.base import CandleRecord, Page, ProviderError
from markets.providers.categories import CATEGORY_NAMES, category_name
from markets.providers.observed import CategoryRecord, DetailsRecord, VenueRecord
from markets.providers.simulated.market import (
    alive,
    paths_for,
    prices_at,
    split_instant,
)
from markets.providers.simulated.paths import Paths
from markets.providers.simulated.provider import SimulatedProvider, utc_now
from markets.providers.simulated.universe import CHAIN, day_number
from markets.providers.simulated.venues import venues_of
from markets.providers.simulated.words import algorithm_of, description_of, links_of

LEADERS = 3
_DAY = timedelta(days=1)


class SimulatedDetails:
    """A `DetailsProvider` of the market of this seed; `now` is a clock for tests.

    Its details have no figures: those of a simulated market come by day, as observations. Its
    venues are those of the last completed day, and add up to that day's figures.
    """

    name = SimulatedProvider.name
    # Half a second of computing; all of the market in three turns.
    at_once = 100
    lists_members = True

    def __init__(self, *, seed: int, now: Callable[[], datetime] = utc_now):
        self._seed = seed
        self._now = now
        self._market = SimulatedProvider(seed=seed, now=now)

    def details(self, ref: str) -> DetailsRecord:
        """An asset that never was, or has no price now, is a permanent error."""
        paths, row, _ = self._place(ref)
        day, moment = split_instant(self._now())
        if row not in alive(paths, day):
            raise ProviderError(f"simulated: {ref!r} has no price now", permanent=True)
        prices = prices_at(paths, np.array([row]), day=day, moment=np.array([moment]))
        asset = paths.assets[row]
        return DetailsRecord(
            ref=ref,
            symbol=asset.symbol,
            name=asset.name,
            price=float(prices[0, 0]),
            description=description_of(asset),
            algorithm=algorithm_of(self._seed, asset),
            launched_on=asset.launched_on,
            categories=tuple(category_name(slug) for slug in asset.categories),
            contracts={CHAIN: asset.contract} if asset.contract else {},
            links=links_of(asset),
        )

    def venues(self, ref: str) -> Page[VenueRecord]:
        """All of them, the largest first; none of an asset that has no completed day."""
        # scipy.signal, which this needs, is slow to import: workers alone ask for venues.
        from markets.providers.simulated.usage import venues_on  # noqa: PLC0415

        paths, row, day = self._place(ref)
        found = venues_on(self._seed, paths, row, day=day)
        if found is None:
            return Page(())
        count, share = found
        return Page(
            venues_of(
                self._seed,
                ref,
                symbol=paths.assets[row].symbol,
                count=count,
                top_share=share / 100.0,
                volume=float(np.exp(paths.log_volume[row, day])),
            )
        )

    def trending(self) -> Page[str]:
        """The most searched of the last completed day."""
        from markets.providers.simulated.usage import searched  # noqa: PLC0415

        paths, day = self._paths(), self._last_day()
        rows = np.flatnonzero(searched(self._seed, paths)[:, day] > 0)
        return Page(tuple(paths.assets[row].slug for row in rows.tolist()))

    def categories(self) -> Page[CategoryRecord]:
        """Sums over the living members at this instant; the change is that of these members."""
        now = self._now()
        caps = {one.ref: one.market_cap for one in self._market.markets_at(now - _DAY).records}
        quotes = {one.ref: one for one in self._market.markets_at(now).records}
        records = []
        for slug, name in CATEGORY_NAMES.items():
            members = [quotes[ref] for ref in self.members(slug).records]
            cap = sum(one.market_cap for one in members)
            before = sum(caps.get(one.ref, 0.0) for one in members)
            records.append(
                CategoryRecord(
                    ref=slug,
                    name=name,
                    market_cap=cap or None,
                    volume_24h=sum(one.volume_24h for one in members) or None,
                    change_24h=cap / before - 1 if before else None,
                    leaders=tuple(one.ref for one in members[:LEADERS]),
                )
            )
        return Page(tuple(records))

    def members(self, ref: str) -> Page[str]:
        """The living ones, the largest first."""
        paths = self._paths()
        living = [one.ref for one in self._market.markets().records]
        return Page(
            tuple(one for one in living if ref in paths.assets[paths.index[one]].categories)
        )

    def ranges(self, ref: str, *, days: int) -> Page[CandleRecord]:
        """The last `days` completed days."""
        today = self._today()
        return self._market.history(ref, start=today - days * _DAY, end=today - _DAY)

    def _place(self, ref: str) -> tuple[Paths, int, int]:
        """The market, the asset's row in it, and the number of the last completed day."""
        paths = self._paths()
        if ref not in paths.index:
            raise ProviderError(f"simulated: no asset {ref!r}", permanent=True)
        return paths, paths.index[ref], self._last_day()

    def _paths(self) -> Paths:
        return paths_for(self._seed, day_number(self._today()))

    def _last_day(self) -> int:
        return day_number(self._today()) - 1

    def _today(self) -> date:
        return self._now().astimezone(UTC).date()
