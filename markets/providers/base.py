"""What every price vendor is turned into: frozen records, one protocol, one error.

Prices, caps and volumes are USD floats; changes are fractions (0.05 is +5%); instants are aware
datetimes in UTC; days are UTC calendar days.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, Protocol, TypeVar

Record = TypeVar("Record")

# Why a row of an answer is left out.
UNREADABLE = "unreadable"
NOT_ASKED_FOR = "of a time that was not asked for"
NOT_KNOWN = "not known to the provider"

KIND_COIN = "coin"
KIND_STABLECOIN = "stablecoin"
KIND_FIAT = "fiat"
KIND_RWA = "rwa"


class ProviderError(Exception):
    """A vendor could not give what was asked.

    `permanent` means that the same call will fail again (a bad key, an unknown reference), and
    `is_limit` that the vendor was asked too often. `retry_after` is in seconds, None where the
    vendor did not say; `status` is that of the HTTP answer, None where there was none.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        is_limit: bool = False,
        retry_after: float | None = None,
        status: int | None = None,
    ):
        super().__init__(message)
        self.permanent = permanent
        self.is_limit = is_limit
        self.retry_after = retry_after
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetRecord:
    """An asset as its vendor lists it; `ref` is the vendor's own identifier, e.g. "bitcoin".

    `kind` and `categories` are None where the vendor was not asked about them, which is not the
    same as an asset without categories. `contracts` has an address by the vendor's name of the
    chain.
    """

    ref: str
    symbol: str
    name: str
    kind: str | None = None
    categories: tuple[str, ...] | None = None
    circulating_supply: float | None = None
    total_supply: float | None = None
    max_supply: float | None = None
    rank: int | None = None
    launched_on: date | None = None
    contracts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteRecord:
    """A price seen at `as_of`, with the day's figures where the vendor has them.

    `listing` is the asset as the same row describes it, None where it does not.
    """

    ref: str
    price: float
    as_of: datetime
    market_cap: float | None = None
    volume_24h: float | None = None
    change_24h: float | None = None
    high_24h: float | None = None
    low_24h: float | None = None
    listing: AssetRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CandleRecord:
    """One completed UTC day of one asset, in US dollars; the cap is that of the day's end.

    A day of which only the close is known has no open, high and low.
    """

    day: date
    open: float | None
    high: float | None
    low: float | None
    close: float
    volume: float | None = None
    market_cap: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HourRecord:
    """One completed hour of one asset, in US dollars; the range is None where it is not known."""

    start: datetime
    close: float
    high: float | None = None
    low: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GlobalRecord:
    """The whole market now; the dominance is a fraction of the total cap."""

    total_market_cap: float | None = None
    total_volume_24h: float | None = None
    btc_dominance: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationRecord:
    """One figure of an asset, a value a day from `first` on, None or NaN where there is none.

    `figure` is one of `markets.analytics.inputs.INPUTS`. `symbol`, where given, must be the asset's
    as well: the reference alone is a guess.
    """

    ref: str
    figure: str
    first: date
    values: Sequence[float | None]
    symbol: str | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[Record]):
    """Records in the vendor's order, and how many rows were left out of them, by reason."""

    records: tuple[Record, ...]
    rejected: Mapping[str, int] = field(default_factory=dict)

    @property
    def skipped(self) -> int:
        """How many rows were left out."""
        return sum(self.rejected.values())

    @property
    def rows(self) -> int:
        """How many rows the vendor gave."""
        return len(self.records) + self.skipped


class QuotesProvider(Protocol):
    """A source of present prices. May raise `ProviderError`."""

    name: str

    def markets(
        self, refs: Sequence[str] | None = None, *, top: int | None = None
    ) -> Page[QuoteRecord]:
        """The latest prices of `refs`, or of the `top` assets by market cap."""


class Provider(QuotesProvider, Protocol):
    """What a market can stand on. Every method may raise `ProviderError`."""

    def ping(self, *, timeout: float = 3.0) -> None:
        """Return if the vendor answers within `timeout` seconds, raise if it does not."""

    def list_assets(self) -> Page[AssetRecord]:
        """Every asset that the vendor prices now."""

    def history(self, ref: str, *, start: date, end: date) -> Page[CandleRecord]:
        """Completed days from `start` to `end`, both included, oldest first."""

    def hours(self, ref: str, *, since: datetime) -> Page[HourRecord]:
        """Completed hours from the one that begins at `since` on, at most 90 days, oldest first."""

    def earliest_day(self) -> date | None:
        """The first day that `history` can reach now, None if there is no such limit."""

    def global_figures(self) -> GlobalRecord:
        """The market as a whole."""

    def fiat_rates(self) -> dict[str, float]:
        """USD per unit of each fiat currency, by upper-case code; {} where there are none."""


class ObservationsProvider(Protocol):
    """A source of figures beyond candles. Every method may raise `ProviderError`."""

    name: str

    def observations(self, ref: str, *, start: date, end: date) -> Page[ObservationRecord]:
        """What is known of an asset on the completed days from `start` to `end`, both included."""


def chunked(refs: Iterable[str], size: int) -> list[list[str]]:
    """Lists of at most `size` distinct references, in order."""
    distinct = list(dict.fromkeys(refs))
    return [distinct[i : i + size] for i in range(0, len(distinct), size)]


def collected(rows: Iterable[Any], build: Callable[[Any], Record]) -> Page[Record]:
    """Every row that can be read; an odd one is counted and does not lose the others.

    `build` raises ValueError, or what a row of another form makes it raise, for an odd one.
    """
    records, odd = [], 0
    for row in rows:
        try:
            records.append(build(row))
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
            odd += 1
    return Page(tuple(records), rejected={UNREADABLE: odd} if odd else {})
