"""What portfolios do when the markets have new quotes, and when somebody signs out."""

from datetime import datetime

from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.dispatch import receiver

from markets.events import SIGNED_OUT, publish
from markets.signals import quotes_refreshed
from portfolios.live.sign_ins import digest
from portfolios.services.claims import claim_triggers
from portfolios.services.market_change import disarm_all
from portfolios.services.valuations import value_portfolios


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


@receiver(user_logged_out)
def end_live_streams(sender, *, request, **kwargs):
    """The signal comes before the session is deleted, so the event names the session itself."""
    session = getattr(request, "session", None)
    if session is not None and session.session_key:
        publish(SIGNED_OUT, {"session": digest(session.session_key)})
