"""What portfolios do when the markets have new quotes."""

from datetime import datetime

from django.db import transaction
from django.dispatch import receiver

from markets.signals import closes_corrected, quotes_refreshed
from portfolios.services.alerts.market.alerts import restart_all_alerts
from portfolios.services.allocation.valuations import value_portfolios
from portfolios.services.books.books import mark_prices_changed
from portfolios.services.exits.claims import claim_triggers
from portfolios.services.exits.market_change import disarm_all
from portfolios.services.queue import enqueue_on_commit


@receiver(quotes_refreshed)
def fire_reached_triggers(sender, *, new_market: bool = False, **kwargs):
    """In the transaction that writes the quotes: a crash leaves both or neither."""
    if new_market:
        disarm_all()
    claim_triggers()


@receiver(quotes_refreshed)
def value_all_portfolios(sender, *, received_at: datetime, **kwargs):
    """After the commit, in a transaction of its own: no alert waits for it or fails with it."""
    transaction.on_commit(lambda: value_portfolios(at=received_at), robust=True)


@receiver(quotes_refreshed)
def evaluate_market_alerts(sender, *, new_market: bool = False, **kwargs):
    """In a worker, after the commit: no exit waits for figures. Another market crosses nothing."""
    if new_market:
        restart_all_alerts()
    enqueue_on_commit("portfolios.tasks.evaluate_market_alerts")


@receiver(closes_corrected)
def rebuild_books_of_corrected_closes(sender, *, asset_ids: list[int], **kwargs):
    """After the commit: others hold a portfolio while they wait for the lock of the history."""
    transaction.on_commit(lambda: mark_prices_changed(asset_ids))
