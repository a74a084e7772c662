-- Of all portfolios, or of those named.
SELECT portfolio_id, asset_id::bigint, sum(quantity)::float8
  FROM portfolios_position
 WHERE %(portfolios)s::bigint[] IS NULL OR portfolio_id = any(%(portfolios)s::bigint[])
 GROUP BY portfolio_id, asset_id ORDER BY portfolio_id, asset_id
