"""Stores the central bank's days that were published after the installation's file."""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.db.models import Max

from markets.models import Asset, Candle, Market, Quote, RefreshRun
from markets.postgres.locks import Lock, lock
from markets.providers.sources import fiat_provider
from markets.services.fiat.rates import ECB, MOST_APART, UNKNOWN_CURRENCY, WILD_RATE, quote_fiat
from markets.services.history.folding import copy_candles
from markets.services.runs import recorded_run

# The bank corrects its last days, and a provider's day may stand between its own.
OVERLAP = timedelta(days=14)


def refresh_bank_rates() -> RefreshRun | None:
    """Store the bank's days that are missing, of currencies that we know.

    Returns None where the source is switched off, no currency is loaded yet, or the market is a
    simulated one, which asks nobody.
    """
    market = Market.objects.first()
    provider = None if market is None or market.is_simulated else fiat_provider()
    last = Candle.objects.filter(asset__slug="usd", source=ECB).aggregate(day=Max("day"))["day"]
    if provider is None or last is None:
        return None
    with recorded_run(RefreshRun.Kind.FIAT, provider=ECB) as run:
        page = provider.rates(since=last - OVERLAP)
        rejected = Counter(page.rejected)
        with transaction.atomic():
            lock(Lock.FIAT)
            rows = _rows(page.records, rejected)
            stored = copy_candles(rows)
            quote_fiat()
        run.count(len(rows) + rejected.total(), accepted=stored, rejected=rejected)
    return run


def _rows(records, rejected: Counter) -> list[tuple]:
    """Candles of currencies in use, at rates near the last ones."""
    quotes = Quote.objects.filter(asset__kind=Asset.Kind.FIAT, asset__is_active=True)
    known = {
        code: (pk, price) for code, pk, price in quotes.values_list("asset__symbol", "pk", "price")
    }
    rows = []
    for record in records:
        for code, rate in record.rates.items():
            if code not in known:
                rejected[UNKNOWN_CURRENCY] += 1
            elif abs(rate / known[code][1] - 1) > MOST_APART:
                rejected[WILD_RATE] += 1
            else:
                pk = known[code][0]
                rows.append((pk, record.day, None, None, None, rate, None, None, ECB))
    return rows
