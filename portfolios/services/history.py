"""Has the markets fetch the history that ledgers need."""

from datetime import date

from django.db import connection

from markets.models import Asset
from markets.providers.base import ProviderError
from markets.services import backfill_history
from portfolios.services.books import mark_prices_changed

# Every asset of any ledger, with the day of its first row.
_HELD = """
    SELECT asset, min(executed_at)::date FROM (
        SELECT sent_asset_id AS asset, executed_at FROM portfolios_transaction
        UNION ALL SELECT received_asset_id, executed_at FROM portfolios_transaction
        UNION ALL SELECT fee_asset_id, executed_at FROM portfolios_transaction
    ) legs WHERE asset IS NOT NULL GROUP BY asset ORDER BY 2
"""


def backfill_held_assets() -> int:
    """Fetch missing days of every asset that some ledger uses; returns how many assets gained.

    Stops at the provider's first refusal (a spent budget, above all): the next run goes on.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HELD)
        wanted: dict[int, date] = dict(cursor.fetchall())
    gained = []
    for asset in Asset.objects.active().exclude(kind=Asset.Kind.FIAT).filter(pk__in=wanted):
        try:
            run = backfill_history(asset, since=wanted[asset.pk])
        except ProviderError:
            break
        if run is not None and run.error:
            break
        if run is not None and run.accepted:
            gained.append(asset.pk)
    if gained:
        mark_prices_changed(gained)
    return len(gained)
