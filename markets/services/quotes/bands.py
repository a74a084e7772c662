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

DAYS = 30
LEAST_RETURNS = 10
DEVIATIONS = 8.0
NARROWEST, WIDEST = 0.15, 0.75

# Only what differs is written, so that a refresh finds the quotes' pages as it left them.
_REFRESH = """
WITH closes AS (
    SELECT asset_id, day, close FROM markets_candle
     UNION ALL
    SELECT years.asset_id, make_date(years.year, 1, 1) + (days.n::int - 1), days.close
      FROM markets_candleyear AS years
     CROSS JOIN LATERAL unnest(years.close) WITH ORDINALITY AS days (close, n)
     WHERE years.year >= extract(YEAR FROM %(first)s::date) AND days.close IS NOT NULL
), returns AS (
    SELECT asset_id, ln(close / lag(close) OVER (PARTITION BY asset_id ORDER BY day)) AS change
      FROM closes
     WHERE day BETWEEN %(first)s AND %(last)s
), spread AS (
    SELECT asset_id, LEAST(%(widest)s, GREATEST(%(narrowest)s,
               1 - exp(- %(deviations)s * stddev_samp(change)))) AS band
      FROM returns WHERE change IS NOT NULL
     GROUP BY asset_id HAVING count(change) >= %(least)s
), made AS (
    SELECT q.asset_id, s.band FROM markets_quote q LEFT JOIN spread s USING (asset_id)
)
UPDATE markets_quote q SET band = made.band
  FROM made WHERE made.asset_id = q.asset_id AND q.band IS DISTINCT FROM made.band
"""


@transaction.atomic
def refresh_bands() -> int:
    """Give every quoted asset its band for the day, in one statement; returns how many changed."""
    today = timezone.now().date()
    values = {
        "first": today - timedelta(days=DAYS), "last": today - timedelta(days=1),
        "deviations": DEVIATIONS, "narrowest": NARROWEST, "widest": WIDEST, "least": LEAST_RETURNS,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_REFRESH, values)
        return cursor.rowcount
