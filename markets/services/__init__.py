"""Everything that writes into the markets' tables."""

from markets.services.analytics.days import analyse_day, analyse_market
from markets.services.assets.listing import sync_assets
from markets.services.choice import WrongMarketError, choose_market, provider_in_use
from markets.services.fiat.bank import refresh_bank_rates
from markets.services.fiat.rates import load_fiat_history, refresh_fiat
from markets.services.history.candles import (
    backfill_history,
    fill_history,
    recheck_history,
    record_candles,
)
from markets.services.history.correcting import apply_corrections
from markets.services.history.day_ranges import fill_day_ranges
from markets.services.history.folding import fold_closed_days
from markets.services.history.hours import drop_old_hours, fill_hours
from markets.services.history.year_holes import fill_year_holes
from markets.services.identity.events import record_event, withdraw_event
from markets.services.identity.kinds import classify_assets
from markets.services.identity.merging import merge_listing
from markets.services.market.lifecycle import prepare_market, switch_market
from markets.services.news.refreshing import drop_old_news, refresh_news
from markets.services.observations.categories import refresh_categories
from markets.services.observations.details import refresh_details
from markets.services.observations.filling import fill_observations
from markets.services.observations.members import refresh_members
from markets.services.observations.sentiment import refresh_sentiment
from markets.services.observations.totals import fill_totals, refresh_totals
from markets.services.observations.usage import fill_usage
from markets.services.observations.yields import refresh_yields
from markets.services.quotes.bands import refresh_bands
from markets.services.quotes.ingest import Ingested, ingest_quotes
from markets.services.quotes.ranges import compact_ranges
from markets.services.quotes.refresh import record_global_figures, refresh_quotes
from markets.services.runs import run_once_in

__all__ = [
    "Ingested",
    "WrongMarketError",
    "analyse_day",
    "analyse_market",
    "apply_corrections",
    "backfill_history",
    "choose_market",
    "classify_assets",
    "compact_ranges",
    "drop_old_hours",
    "drop_old_news",
    "fill_day_ranges",
    "fill_history",
    "fill_hours",
    "fill_observations",
    "fill_totals",
    "fill_usage",
    "fill_year_holes",
    "fold_closed_days",
    "ingest_quotes",
    "load_fiat_history",
    "merge_listing",
    "prepare_market",
    "provider_in_use",
    "recheck_history",
    "record_candles",
    "record_event",
    "record_global_figures",
    "refresh_bands",
    "refresh_bank_rates",
    "refresh_categories",
    "refresh_details",
    "refresh_fiat",
    "refresh_members",
    "refresh_news",
    "refresh_quotes",
    "refresh_sentiment",
    "refresh_totals",
    "refresh_yields",
    "run_once_in",
    "switch_market",
    "sync_assets",
    "withdraw_event",
]
