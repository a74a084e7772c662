"""Which prices are recent enough to be relied on: of everything that fires, judges or warns."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils import timezone

from markets.models import Quote
from markets.models.quote import DAY_FIGURES

# The bank publishes on working days only; a long weekend with holidays is not an outage.
FIAT_STALE_AFTER = timedelta(days=6)
_EVER = datetime.min.replace(tzinfo=UTC)


def fresh_since(*, now: datetime) -> datetime:
    """The instant from which on a coin's price is fresh, settings.QUOTE_STALE_AFTER seconds ago."""
    return now - timedelta(seconds=settings.QUOTE_STALE_AFTER)


def fiat_fresh_since(*, now: datetime, is_simulated: bool) -> datetime:
    """The instant from which on a currency's rate is fresh.

    A rate comes once a working day; in a simulated market it is the newest that the installation
    has, and good enough.
    """
    return _EVER if is_simulated else now - FIAT_STALE_AFTER


def is_fresh(at: datetime | None, *, now: datetime | None = None) -> bool:
    """Whether a quote received (or a refresh finished) at this instant is recent enough."""
    return at is not None and at >= fresh_since(now=now or timezone.now())


def day_figures_since(*, now: datetime | None = None) -> datetime:
    """The instant from which on a quote's figures of 24 hours touch the last 24 hours.

    Those of an older quote tell of another day. Sources date the price of a coin that rarely
    trades by the hour, so that what may not fire any more still tells how the day went.
    """
    return (now or timezone.now()) - DAY_FIGURES


def is_quote_fresh(quote: Quote, *, is_simulated: bool, now: datetime | None = None) -> bool:
    """Whether a quote may be relied on; reads `quote.asset`."""
    now = now or timezone.now()
    if quote.asset.is_fiat:
        return quote.as_of >= fiat_fresh_since(now=now, is_simulated=is_simulated)
    return is_fresh(quote.as_of, now=now)
