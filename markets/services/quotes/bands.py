"""The sanity band of each asset, from how much it has moved lately.

band = 1 − e^(−8 σ), where σ is the sample deviation of the daily log returns of the last 30 closes,
clamped to 0.15 … 0.75. Eight of its own days in one refresh is what an asset has to do to be asked
for a second quote: for bitcoin (σ about 2.5 %) a fall to 82 % or a rise to 122 %, for a coin that
moves 15 % a day a fall to 30 %. The clamp keeps an asset that has stood still from being held at
every move, and the wildest one from firing on a slipped decimal point. With fewer than 10 returns
it is the installation's `QUOTE_SANITY_BAND`.
"""

from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from markets.blocks import BLOCK_DAYS, block_of, first_day_of
from markets.postgres.statements import statement

DAYS = 30
LEAST_RETURNS = 10
DEVIATIONS = 8.0
NARROWEST, WIDEST = 0.15, 0.75

_REFRESH = statement(__file__, "refresh_bands")


@transaction.atomic
def refresh_bands() -> int:
    """Give every quoted asset its band for the day, in one statement; returns how many changed."""
    today = timezone.now().date()
    first = today - timedelta(days=DAYS)
    values = {
        "first": first, "block": block_of(first), "block_day": first_day_of(block_of(first)),
        "block_days": BLOCK_DAYS, "last": today - timedelta(days=1),
        "deviations": DEVIATIONS, "narrowest": NARROWEST, "widest": WIDEST, "least": LEAST_RETURNS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH, values)
        return cursor.rowcount
