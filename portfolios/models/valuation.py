"""What every portfolio was worth at the last tick, many portfolios to a row."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

# So many figures of three kinds stay under the 2 kB above which Postgres moves a value out of
# its row: a tick then rewrites each row on its own page, and the table never grows.
BLOCK = 50


class ValuationBlock(models.Model):
    """Figures of the portfolios `BLOCK` × number to `BLOCK` × (number + 1) − 1, by id.

    Written as a whole by every tick. NaN: no such portfolio, or it holds nothing with a price.
    The truth is the positions times the quotes; this is for lists that ask for many at once.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(help_text="when the tick's quotes were received")
    value_usd = ArrayField(models.FloatField(), size=BLOCK)
    concentration = ArrayField(
        models.FloatField(), size=BLOCK, help_text="HHI over assets; 1 = all in one"
    )
    liquid_share = ArrayField(
        models.FloatField(), size=BLOCK, help_text="stablecoins and cash, a fraction"
    )

    def __str__(self):
        return f"{self.number} at {self.at}"
