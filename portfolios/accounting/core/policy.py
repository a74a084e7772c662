"""The accounting policy of a portfolio: what its books are computed by, beside rows and prices."""

from collections.abc import Callable, Container, Hashable
from dataclasses import dataclass
from datetime import UTC, date, tzinfo

from portfolios.accounting.core.types import Method, Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How a ledger is booked.

    `fiat` says which assets are money. Days begin in the zone `tz`. Rows after the local day
    `as_of` are left out; without it the books end on the last row's day.
    """

    currency: Hashable
    fiat: Container[Hashable] | Callable[[Hashable], bool]
    method: Method = Method.FIFO
    scope: Scope = Scope.PORTFOLIO
    track_cash: bool = True
    tz: tzinfo = UTC
    as_of: date | None = None

    @property
    def is_fiat(self) -> Callable[[Hashable], bool]:
        """Whether an asset is money."""
        return self.fiat if callable(self.fiat) else self.fiat.__contains__
