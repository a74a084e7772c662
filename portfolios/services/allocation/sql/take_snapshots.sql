-- What is worth more than nothing is spread; a debt counts in the value alone. Quotes are floats,
-- and so are these shares: they draw a chart, they settle no account.
WITH held AS (
    SELECT position.portfolio_id, position.asset_id, sum(position.quantity)::float8 AS units
      FROM portfolios_position AS position
     WHERE position.portfolio_id BETWEEN %(first)s AND %(last)s
     GROUP BY 1, 2 HAVING sum(position.quantity) <> 0
), valued AS (
    SELECT held.portfolio_id, asset.slug, asset.kind,
           held.units * CASE WHEN asset.slug = %(usd)s THEN 1 ELSE quote.price END AS value,
           CASE WHEN asset.kind IN (%(stablecoin)s, %(fiat)s) THEN %(cash)s
                WHEN quote.market_cap > %(large_cap)s THEN %(large)s
                WHEN quote.market_cap >= %(mid_cap)s THEN %(mid)s
                WHEN quote.market_cap IS NOT NULL THEN %(small)s ELSE %(unknown)s END AS tier
      FROM held JOIN markets_asset AS asset ON asset.id = held.asset_id
      LEFT JOIN markets_quote AS quote ON quote.asset_id = held.asset_id
), whole AS (
    SELECT portfolio_id, coalesce(sum(value), 0) AS value,
           nullif(sum(value) FILTER (WHERE value > 0), 0) AS positive
      FROM valued GROUP BY 1
), part AS (
    SELECT portfolio_id, grouping(slug, kind, tier) AS side, coalesce(slug, kind, tier) AS key,
           round((sum(valued.value) / min(whole.positive))::numeric, 6) AS weight
      FROM valued JOIN whole USING (portfolio_id) WHERE valued.value > 0
     GROUP BY portfolio_id, GROUPING SETS (slug, kind, tier)
), spread AS (
    SELECT portfolio_id,
           jsonb_object_agg(key, weight) FILTER (WHERE side = 3) AS by_asset,
           jsonb_object_agg(key, weight) FILTER (WHERE side = 5) AS by_kind,
           jsonb_object_agg(key, weight) FILTER (WHERE side = 6) AS by_tier
      FROM part GROUP BY 1
)
INSERT INTO portfolios_allocationsnapshot (portfolio_id, day, value, by_asset, by_kind, by_tier)
SELECT portfolio.id, (%(now)s AT TIME ZONE portfolio.time_zone)::date,
       whole.value / CASE WHEN currency.slug = %(usd)s THEN 1 ELSE rate.price END,
       coalesce(by_asset, '{}'), coalesce(by_kind, '{}'), coalesce(by_tier, '{}')
  FROM whole
  JOIN portfolios_portfolio AS portfolio ON portfolio.id = whole.portfolio_id
  JOIN markets_asset AS currency
    ON currency.id = coalesce(portfolio.books_currency_id, portfolio.currency_id)
  LEFT JOIN markets_quote AS rate ON rate.asset_id = currency.id
  LEFT JOIN spread ON spread.portfolio_id = whole.portfolio_id
 WHERE currency.slug = %(usd)s OR rate.price IS NOT NULL
ON CONFLICT (portfolio_id, day) DO UPDATE
SET value = excluded.value, by_asset = excluded.by_asset, by_kind = excluded.by_kind,
    by_tier = excluded.by_tier
