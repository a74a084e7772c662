"""The simulated market in the form of a provider."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np

from markets.providers.base import (
    NOT_KNOWN,
    AssetRecord,
    CandleRecord,
    GlobalRecord,
    HourRecord,
    ObservationRecord,
    Page,
    ProviderError,
    QuoteRecord,
)
from markets.providers.observed import SentimentRecord
from markets.providers.simulated.hours import completed_hours
from markets.providers.simulated.market import (
    alive,
    candles,
    paths_for,
    prices_at,
    split_instant,
)
from markets.providers.simulated.mood import moods
from markets.providers.simulated.paths import Paths
from markets.providers.simulated.supply import circulating_on, total_on
from markets.providers.simulated.universe import CHAIN, DAY_ZERO, FIRST_DAY, day_number

LAST_YEAR = 2100
MOST_HOURS = timedelta(days=90)
# The 24-hour high and low are taken over so many moments of the day gone by.
RANGE_MOMENTS = 24


def utc_now() -> datetime:
    return datetime.now(UTC)


class SimulatedProvider:
    """Answers from arithmetic alone, so it is always there; `now` is a clock for tests.

    `momentum` is an effect to plant in its prices, see `build_paths`; the product plants none.
    """

    name = "simulated"

    def __init__(
        self, *, seed: int, now: Callable[[], datetime] = utc_now, momentum: float | None = None
    ):
        self.seed = seed
        self.momentum = momentum
        self._now = now

    def ping(self, *, timeout: float = 3.0) -> None:
        """There is nobody to wait for."""

    def list_assets(self) -> Page[AssetRecord]:
        """The living, with ranks by market cap at this instant."""
        paths, day, moment = self._here(self._now())
        rows = alive(paths, day)
        ranks = _ranks(_caps(self.seed, paths, rows, day=day, moment=moment))
        records = [
            _asset_record(self.seed, paths, int(row), rank=rank, day=day)
            for row, rank in zip(rows, ranks, strict=True)
        ]
        return Page(tuple(records))

    def markets(
        self, refs: Sequence[str] | None = None, *, top: int | None = None
    ) -> Page[QuoteRecord]:
        """Unknown and dead references are left out and counted as skipped."""
        return self.markets_at(self._now(), refs=refs, top=top)

    def markets_at(
        self, at: datetime, *, refs: Sequence[str] | None = None, top: int | None = None
    ) -> Page[QuoteRecord]:
        """What `markets` answers at another instant."""
        paths, day, moment = self._here(at)
        rows = alive(paths, day)
        caps = _caps(self.seed, paths, rows, day=day, moment=moment)
        order = np.argsort(-caps, kind="stable")
        if refs is None:
            chosen, missing = order[:top], 0
        else:
            place = {paths.assets[row].slug: i for i, row in enumerate(rows)}
            wanted = list(dict.fromkeys(refs))
            chosen = np.array([place[ref] for ref in wanted if ref in place], dtype=np.int64)
            missing = len(wanted) - len(chosen)
        figures = self._quotes(paths, rows[chosen], day=day, moment=moment)
        return Page(
            tuple(_quote_record(self.seed, paths, of_row, day=day, at=at) for of_row in figures),
            rejected={NOT_KNOWN: missing} if missing else {},
        )

    def history(self, ref: str, *, start: date, end: date) -> Page[CandleRecord]:
        """Completed days only; an asset that never was is a permanent error."""
        yesterday = self._now().astimezone(UTC).date() - timedelta(days=1)
        end = min(end, yesterday)
        if end < start:
            return Page(())
        paths, row = self._row(ref, end)
        return Page(tuple(candles(self.seed, paths, row, start=start, end=end)))

    def hours(self, ref: str, *, since: datetime) -> Page[HourRecord]:
        """Completed hours of 90 days at most; an asset that never was is a permanent error."""
        now = self._now().astimezone(UTC)
        paths, row = self._row(ref, now.date())
        since = max(since, now - MOST_HOURS)
        return Page(tuple(completed_hours(paths, row, since=since, until=now)))

    def observations(self, ref: str, *, start: date, end: date) -> Page[ObservationRecord]:
        """Every figure of an asset; one that never was is a permanent error."""
        # scipy.signal, which this needs, is slow to import: workers alone ask for observations.
        from markets.providers.simulated.usage import between, figures_of  # noqa: PLC0415

        start = max(start, FIRST_DAY)
        end = min(end, self._now().astimezone(UTC).date() - timedelta(days=1))
        if end < start:
            return Page(())
        paths, row = self._row(ref, end)
        found = between(figures_of(self.seed, paths, row), day_number(start), day_number(end))
        return Page(
            tuple(
                ObservationRecord(ref=ref, figure=figure, first=start, values=values)
                for figure, values in found.items()
            )
        )

    def sentiment(self) -> Page[SentimentRecord]:
        """Every completed day from the 30th on, oldest first."""
        paths, today, _ = self._here(self._now())
        found = moods(paths)[:today]
        days = np.flatnonzero(np.isfinite(found)).tolist()
        return Page(
            tuple(
                SentimentRecord(day=DAY_ZERO + timedelta(days=day), value=float(found[day]))
                for day in days
            )
        )

    def earliest_day(self) -> date:
        """Where the simulation begins."""
        return FIRST_DAY

    def global_figures(self) -> GlobalRecord:
        """Sums over the living at this instant."""
        records = self.markets_at(self._now()).records
        caps = {record.ref: record.market_cap for record in records}
        total = sum(caps.values())
        return GlobalRecord(
            total_market_cap=total,
            total_volume_24h=sum(record.volume_24h for record in records),
            btc_dominance=caps["bitcoin"] / total,
        )

    def fiat_rates(self) -> dict[str, float]:
        """None: currencies are never simulated, they keep their central bank's rates."""
        return {}

    def _row(self, ref: str, day: date) -> tuple[Paths, int]:
        paths, _, _ = self._here(datetime(day.year, day.month, day.day, tzinfo=UTC))
        if ref not in paths.index:
            raise ProviderError(f"simulated: no asset {ref!r}", permanent=True)
        return paths, paths.index[ref]

    def _here(self, at: datetime) -> tuple[Paths, int, float]:
        if not FIRST_DAY.year <= at.astimezone(UTC).year < LAST_YEAR:
            raise ProviderError(f"simulated: there is no market in {at:%Y}", permanent=True)
        day, moment = split_instant(at)
        return paths_for(self.seed, day, momentum=self.momentum), day, moment

    def _quotes(self, paths, rows, *, day, moment) -> list[tuple]:
        """(row, price, price a day ago or None, high, low, volume) of each row."""
        if not len(rows):
            return []
        current = prices_at(paths, rows, day=day, moment=np.array([moment]))[:, 0]
        steps = np.arange(RANGE_MOMENTS) / RANGE_MOMENTS
        today = prices_at(paths, rows, day=day, moment=steps[steps <= moment])
        launches = np.array([paths.assets[row].launch for row in rows])
        old = launches < day
        earlier = np.full((len(rows), 1 + int((steps > moment).sum())), np.nan)
        if old.any():
            moments = np.concatenate([[moment], steps[steps > moment]])
            earlier[old] = prices_at(paths, rows[old], day=day - 1, moment=moments)
        seen = np.concatenate([current[:, None], today, earlier], axis=1)
        yesterday = np.where(old, day - 1, day)
        volume = np.exp(
            (1 - moment) * paths.log_volume[rows, yesterday] + moment * paths.log_volume[rows, day]
        )
        high, low = np.nanmax(seen, axis=1), np.nanmin(seen, axis=1)
        columns = (rows, current, earlier[:, 0], high, low, volume)
        return list(zip(*(column.tolist() for column in columns), strict=True))


def _caps(seed: int, paths: Paths, rows: np.ndarray, *, day: int, moment: float) -> np.ndarray:
    supplies = np.array([circulating_on(seed, paths.assets[row], day) for row in rows])
    return supplies * prices_at(paths, rows, day=day, moment=np.array([moment]))[:, 0]


def _ranks(caps: np.ndarray) -> np.ndarray:
    ranks = np.empty(len(caps), dtype=np.int64)
    ranks[np.argsort(-caps, kind="stable")] = np.arange(1, len(caps) + 1)
    return ranks


def _asset_record(seed: int, paths: Paths, row: int, *, rank: int, day: int) -> AssetRecord:
    asset = paths.assets[row]
    circulating = float(circulating_on(seed, asset, day))
    total = total_on(asset, circulating)
    return AssetRecord(
        ref=asset.slug,
        symbol=asset.symbol,
        name=asset.name,
        kind=asset.kind,
        categories=asset.categories,
        circulating_supply=circulating,
        total_supply=None if total is None else float(total),
        max_supply=asset.max,
        rank=int(rank),
        launched_on=asset.launched_on,
        contracts={CHAIN: asset.contract} if asset.contract else {},
    )


def _quote_record(
    seed: int, paths: Paths, figures: tuple, *, day: int, at: datetime
) -> QuoteRecord:
    row, price, before, high, low, volume = figures
    asset = paths.assets[row]
    return QuoteRecord(
        ref=asset.slug,
        price=price,
        as_of=at,
        market_cap=price * float(circulating_on(seed, asset, day)),
        volume_24h=volume,
        change_24h=None if np.isnan(before) else price / before - 1,
        high_24h=high,
        low_24h=low,
    )
