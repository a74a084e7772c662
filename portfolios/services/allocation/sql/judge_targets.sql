-- A share that hovers at the edge of its band would be notified each time: it has to come back to
-- the inner half. Where a coin's price is stale, so is every share of the portfolio: nothing is
-- judged. float8 is exact enough for shares of a whole.
WITH prices AS (
    SELECT a.id, q.as_of < CASE WHEN a.kind = %(fiat)s THEN %(fiat_fresh_since)s
                ELSE %(fresh_since)s END AS is_stale,
           CASE WHEN a.slug = %(usd)s THEN 1.0 ELSE q.price END AS price
      FROM markets_asset a LEFT JOIN markets_quote q ON q.asset_id = a.id
), held AS (
    SELECT p.portfolio_id, p.asset_id, greatest(0, sum(p.quantity)::float8 * min(c.price)) AS value,
           bool_or(c.is_stale AND p.quantity > 0) AS is_stale
      FROM portfolios_position p JOIN prices c ON c.id = p.asset_id
     WHERE c.price IS NOT NULL
       AND p.portfolio_id IN (SELECT portfolio_id FROM portfolios_target)
     GROUP BY p.portfolio_id, p.asset_id
), whole AS (
    SELECT portfolio_id, sum(value) AS value FROM held
     GROUP BY portfolio_id HAVING sum(value) > 0 AND NOT bool_or(is_stale)
), judged AS (
    SELECT t.id, abs(coalesce(h.value, 0) / w.value - t.share::float8) AS off
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
