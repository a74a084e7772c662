"""Scheduled and queued jobs of the markets: each calls one service, and may run twice."""

from datetime import date, timedelta

from celery import shared_task

from markets import services
from markets.models import Asset


@shared_task(soft_time_limit=90, time_limit=110)
def refresh_quotes():
    services.refresh_quotes()


@shared_task(soft_time_limit=60, time_limit=80)
def record_candles():
    services.record_candles()


@shared_task(soft_time_limit=240, time_limit=270)
def fill_history():
    services.fill_history()


@shared_task(soft_time_limit=120, time_limit=150)
def recheck_history(asset_id: int):
    services.recheck_history(Asset.objects.get(pk=asset_id))


@shared_task(soft_time_limit=240, time_limit=270)
def fill_observations():
    services.fill_observations()


@shared_task(soft_time_limit=240, time_limit=270)
def fill_usage():
    services.fill_usage()


@shared_task(soft_time_limit=240, time_limit=270)
def refresh_totals():
    services.run_once_in(timedelta(hours=6), services.refresh_totals)


@shared_task(soft_time_limit=60, time_limit=80)
def refresh_categories():
    services.run_once_in(timedelta(hours=6), services.refresh_categories)


@shared_task(soft_time_limit=60, time_limit=80)
def refresh_members():
    services.refresh_members()


@shared_task(soft_time_limit=240, time_limit=270)
def refresh_yields():
    services.run_once_in(timedelta(hours=6), services.refresh_yields)


@shared_task(soft_time_limit=540, time_limit=570)
def fill_totals():
    services.fill_totals()


@shared_task(soft_time_limit=60, time_limit=80)
def refresh_sentiment():
    services.run_once_in(timedelta(hours=3), services.refresh_sentiment)


@shared_task(soft_time_limit=540, time_limit=570)
def refresh_news():
    services.refresh_news()


@shared_task(soft_time_limit=60, time_limit=80)
def drop_old_news():
    services.drop_old_news()


@shared_task(soft_time_limit=240, time_limit=270)
def sync_assets():
    services.sync_assets()


@shared_task(soft_time_limit=240, time_limit=270)
def classify_assets():
    services.classify_assets()


@shared_task(soft_time_limit=120, time_limit=150)
def refresh_fiat():
    services.refresh_fiat()


@shared_task(soft_time_limit=120, time_limit=150)
def refresh_bank_rates():
    services.refresh_bank_rates()


@shared_task(soft_time_limit=60, time_limit=80)
def record_global_figures():
    services.record_global_figures()


@shared_task(soft_time_limit=240, time_limit=270)
def refresh_bands():
    services.refresh_bands()


@shared_task(soft_time_limit=540, time_limit=570)
def fold_closed_days():
    services.fold_closed_days()


@shared_task(soft_time_limit=240, time_limit=270)
def compact_ranges():
    services.compact_ranges()


@shared_task(soft_time_limit=240, time_limit=270)
def drop_old_hours():
    services.drop_old_hours()


@shared_task(soft_time_limit=3300, time_limit=3600)
def analyse_market():
    services.analyse_market()


@shared_task(soft_time_limit=3300, time_limit=3600)
def correct_day(day: str):
    services.analyse_day(date.fromisoformat(day), correction=True)
