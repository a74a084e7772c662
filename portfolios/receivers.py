"""What portfolios do when the markets have new quotes: in the same transaction as the quotes."""

from django.dispatch import receiver

from markets.signals import quotes_refreshed
from portfolios.services.claims import claim_triggers


@receiver(quotes_refreshed)
def fire_reached_triggers(sender, **kwargs):
    claim_triggers()
