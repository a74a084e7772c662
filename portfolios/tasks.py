"""Scheduled and queued jobs of the portfolios: each calls one service, and may run twice."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from portfolios.services.alerts import health as watches
from portfolios.services.alerts import outbox as deliveries
from portfolios.services.alerts.market import evaluation, screens
from portfolios.services.allocation import drift, snapshots
from portfolios.services.books import books, own_prices
from portfolios.services.exits import claims, levels, marks
from portfolios.services.ledger import backfill as history
from portfolios.services.ledger.imports import batches as import_batches
from portfolios.services.ledger.imports import jobs as import_jobs
from portfolios.services.sharing import invitations as sharing


@shared_task(soft_time_limit=600, time_limit=660)
def rebuild_books(portfolio_id: int):
    books.update_books(portfolio_id)


@shared_task(soft_time_limit=1800, time_limit=1860)
def refresh_daily_values():
    books.rebuild_stale_books()


@shared_task(soft_time_limit=300, time_limit=330)
def backfill_held_assets():
    history.backfill_held_assets()


@shared_task(soft_time_limit=110, time_limit=130)
def refresh_details():
    history.refresh_held_details()


@shared_task(soft_time_limit=240, time_limit=270)
def fill_hours():
    history.fill_held_hours()


@shared_task(soft_time_limit=240, time_limit=270)
def fill_holes():
    history.fill_followed_holes()


@shared_task(soft_time_limit=60, time_limit=80)
def fill_ranges():
    history.fill_held_ranges()


@shared_task(soft_time_limit=300, time_limit=330)
def refresh_own_quotes():
    own_prices.refresh_own_quotes()


@shared_task(soft_time_limit=300, time_limit=330)
def take_allocation_snapshots():
    snapshots.take_allocation_snapshots()


@shared_task(soft_time_limit=120, time_limit=150)
def send_due_deliveries():
    deliveries.send_due_deliveries()


@shared_task(
    soft_time_limit=60, time_limit=80, autoretry_for=(OSError,), retry_backoff=60, max_retries=6
)
def send_invitation(invitation_id: int):
    sharing.send_invitation(invitation_id)


@shared_task(soft_time_limit=60, time_limit=80)
def watch_prices():
    watches.tell_of_stale_prices()


@shared_task(soft_time_limit=60, time_limit=80)
def watch_sources():
    watches.notify_failing_sources()


@shared_task(soft_time_limit=60, time_limit=80)
def watch_targets():
    drift.notify_drift()


@shared_task(soft_time_limit=60, time_limit=80)
def evaluate_market_alerts():
    evaluation.evaluate_alerts()


@shared_task(soft_time_limit=60, time_limit=80)
def evaluate_screens():
    screens.evaluate_screens()


@shared_task(soft_time_limit=900, time_limit=960)
def run_import(batch_id: int):
    import_jobs.run_import(batch_id)


@shared_task(soft_time_limit=60, time_limit=80)
def resume_imports():
    import_jobs.resume_imports()


@shared_task(soft_time_limit=60, time_limit=80)
def forget_previews():
    import_batches.forget_previews(before=timezone.now() - timedelta(days=1))


@shared_task(soft_time_limit=60, time_limit=80)
def expire_triggers():
    claims.expire_triggers()


@shared_task(soft_time_limit=120, time_limit=150)
def refresh_windows():
    levels.refresh_windows()


@shared_task(soft_time_limit=300, time_limit=330)
def tidy_marks():
    marks.merge_marks()
    levels.refresh_nearest()
