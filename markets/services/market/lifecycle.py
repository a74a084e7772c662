"""Fills a new database with its market, and changes it for another."""

from django.db import transaction
from django.utils import timezone

from markets.models import (
    AcceptedRange,
    AnalysisRun,
    Asset,
    AssetProfile,
    CandleBlock,
    CandleCorrection,
    CategoryTotal,
    GlobalFigures,
    HourCandles,
    Market,
    ObservationRevision,
    ObservationYear,
    OpenCandle,
    Quote,
    RejectedQuote,
    Sentiment,
    TrackRecord,
    YieldPool,
)
from markets.providers.base import ProviderError
from markets.providers.registry import SIMULATED, default_seed, make_provider
from markets.services.assets.listing import store_assets, sync_assets
from markets.services.choice import choose_market
from markets.services.fiat.rates import ECB, load_fiat_history, quote_fiat
from markets.services.history.candles import fill_history
from markets.services.quotes.ingest import ingest_quotes
from markets.services.quotes.refresh import record_global_figures, refresh_lock, refresh_quotes

# The simulation's first assets get their whole history at the first start; the rest follows.
FIRST_HISTORIES = 12
SWITCH_WAIT = 30.0


def prepare_market() -> Market:
    """Choose the market and fill it: currencies, assets, quotes, and a first part of history.

    A live provider that fails half-way leaves the rest to the scheduled jobs. May be run again.
    """
    market = choose_market()
    load_fiat_history()
    sync_assets()
    refresh_quotes()
    if market.is_simulated:
        fill_history(limit=FIRST_HISTORIES)
    try:
        record_global_figures()
    except ProviderError:
        # A vendor that refuses one request more is no reason not to start.
        return market
    return market


def switch_market(name: str, *, seed: int | None = None) -> Market:
    """Make this database hold another market.

    The new provider is asked first; only if it answers are the old market's quotes, candles and
    figures deleted, the assets that the new one does not know taken out of use, and its quotes
    stored, all in one transaction. The bank's rates of fiat currencies stay. Switching to the
    market in use, with the same seed, changes nothing. Raises `ProviderError`.
    """
    market = choose_market()
    if name == SIMULATED:
        seed = default_seed() if seed is None else seed
    elif seed is not None:
        raise ProviderError("Only the simulated market has a seed", permanent=True)
    if (market.provider, market.seed) == (name, seed):
        return market
    provider = make_provider(name, seed=seed)
    assets, quotes = provider.list_assets(), provider.markets()
    if not assets.records or not quotes.records:
        raise ProviderError(f"{name}: there is nothing to switch to")
    with refresh_lock(wait=SWITCH_WAIT) as mine:
        if not mine:
            raise ProviderError("A refresh is under way; try again in a minute", retry_after=60)
        with transaction.atomic():
            market = Market.objects.select_for_update().get()
            market.provider, market.seed = name, seed
            market.chosen_at = timezone.now()
            market.save()
            _forget_prices()
            store_assets(assets.records, source=name, replace=True)
            quote_fiat()
            ingest_quotes(quotes.records, source=name, new_market=True)
    return market


def _forget_prices() -> None:
    # What holders say of their own assets is of no market.
    Quote.objects.exclude(asset__kind=Asset.Kind.OWN).delete()
    for days in (OpenCandle, CandleBlock):
        days.objects.exclude(source=ECB).exclude(asset__kind=Asset.Kind.OWN).delete()
    ObservationYear.objects.all().delete()
    ObservationRevision.objects.all().delete()
    AssetProfile.objects.all().delete()
    CandleCorrection.objects.all().delete()
    CategoryTotal.objects.all().delete()
    YieldPool.objects.all().delete()
    Sentiment.objects.all().delete()
    RejectedQuote.objects.all().delete()
    AcceptedRange.objects.all().delete()
    HourCandles.objects.all().delete()
    GlobalFigures.objects.all().delete()
    AnalysisRun.objects.all().delete()
    TrackRecord.objects.all().delete()
    Asset.objects.public().exclude(kind=Asset.Kind.FIAT).update(
        rank=None, circulating_supply=None, total_supply=None, max_supply=None, launched_on=None
    )
