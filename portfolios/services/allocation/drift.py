"""Allocation drift: told when a share leaves its band, once, and again only after it came back."""

from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from markets.numbers import plain
from portfolios.models import Portfolio, Target
from portfolios.services.alerts.notices import notify

# A share that hovers at the edge of its band would be told of each time: it has to come back to
# the inner half. Where a coin's price is stale, so is every share of the portfolio: nothing is
# judged. float8 is exact enough for shares of a whole.
_JUDGE = """
WITH prices AS (
    SELECT a.id, a.kind <> 'fiat' AND q.as_of <= %(fresh_since)s AS is_stale,
           CASE WHEN a.slug = 'usd' THEN 1.0 ELSE q.price END AS price
      FROM markets_asset a LEFT JOIN markets_quote q ON q.asset_id = a.id
), held AS (
    SELECT p.portfolio_id, p.asset_id, GREATEST(0, sum(p.quantity)::float8 * min(c.price)) AS value,
           bool_or(c.is_stale AND p.quantity > 0) AS is_stale
      FROM portfolios_position p JOIN prices c ON c.id = p.asset_id
     WHERE c.price IS NOT NULL
       AND p.portfolio_id IN (SELECT portfolio_id FROM portfolios_target)
     GROUP BY p.portfolio_id, p.asset_id
), whole AS (
    SELECT portfolio_id, sum(value) AS value FROM held
     GROUP BY portfolio_id HAVING sum(value) > 0 AND NOT bool_or(is_stale)
), judged AS (
    SELECT t.id, abs(COALESCE(h.value, 0) / w.value - t.share::float8) AS off
      FROM portfolios_target t
      JOIN whole w ON w.portfolio_id = t.portfolio_id
      LEFT JOIN held h ON h.portfolio_id = t.portfolio_id AND h.asset_id = t.asset_id
)
UPDATE portfolios_target t
   SET drifted_at = CASE WHEN t.drifted_at IS NULL THEN %(now)s END
  FROM judged j
 WHERE j.id = t.id AND CASE WHEN t.drifted_at IS NULL THEN j.off > t.band
                            ELSE j.off <= t.band / 2 END
RETURNING t.id, t.drifted_at IS NOT NULL, j.off
"""


@transaction.atomic
def notify_drift() -> int:
    """Judge every target against the latest quotes; returns how many have begun to drift.

    Claimed and told in one transaction: each time out of the band is told once, or not yet.
    """
    now = timezone.now()
    fresh_since = now - timedelta(seconds=settings.QUOTE_STALE_AFTER)
    with connection.cursor() as cursor:
        cursor.execute(_JUDGE, {"now": now, "fresh_since": fresh_since})
        off = {pk: far for pk, is_outside, far in cursor.fetchall() if is_outside}
    by_portfolio: dict[Portfolio, list[Target]] = defaultdict(list)
    for target in Target.objects.select_related("asset", "portfolio__owner").filter(pk__in=off):
        by_portfolio[target.portfolio].append(target)
    for portfolio, targets in by_portfolio.items():
        _tell(portfolio, targets, off=off, subject=f"portfolio {portfolio.pk} {now.isoformat()}")
    return len(off)


def _tell(
    portfolio: Portfolio, targets: list[Target], *, off: dict[int, float], subject: str
) -> None:
    symbols = ", ".join(target.asset.symbol for target in targets)
    lines = [
        f"{target.asset.symbol}: {100 * off[target.pk]:.1f} points away from its target of"
        f" {plain(100 * target.share)}%; up to {plain(100 * target.band)} are let go."
        for target in targets
    ]
    notify(
        [portfolio.owner],
        kind="drift",
        subject=subject,
        title=f"{portfolio.name}: {symbols} away from target"[:120],
        text="\n".join(lines),
        path=f"/portfolios/{portfolio.pk}/targets/",
        portfolio=portfolio,
    )
