"""Which market this is, and how far its prices may be relied on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from markets.models import Market, RefreshRun
from markets.selectors.freshness import is_fresh


@dataclass(frozen=True, slots=True)
class MarketStatus:
    """The market and its last refreshes; `provider` is None before the first start.

    `refreshed_at` is when the last refresh that worked ended, `prices_at` the instant that its
    prices are for, which decides about `is_fresh`: a vendor whose clock stands still answers, and
    says nothing new. `error` is what stopped the very last one, empty if it worked.
    """

    provider: str | None = None
    label: str = ""
    is_simulated: bool = False
    refreshed_at: datetime | None = None
    prices_at: datetime | None = None
    is_fresh: bool = False
    error: str = ""

    @property
    def age(self) -> timedelta | None:
        """Of the newest prices."""
        return None if self.prices_at is None else timezone.now() - self.prices_at


def market_status() -> MarketStatus:
    """The state of the market, for banners and probes. Two small queries, three after an error."""
    market = Market.objects.first()
    if market is None:
        return MarketStatus()
    runs = RefreshRun.objects.filter(kind=RefreshRun.Kind.QUOTES, finished_at__isnull=False)
    last = runs.first()
    good = last if last is None or not last.error else runs.filter(error="").first()
    refreshed_at = good.finished_at if good else None
    prices_at = good.prices_at if good else None
    if prices_at is None and good and good.accepted:
        # A run that is older than the field has no instant of its own.
        prices_at = refreshed_at
    return MarketStatus(
        provider=market.provider,
        label=market.get_provider_display(),
        is_simulated=market.is_simulated,
        refreshed_at=refreshed_at,
        prices_at=prices_at,
        is_fresh=is_fresh(prices_at),
        error=last.error if last else "",
    )
