SELECT a.id, extract(EPOCH FROM q.as_of)::float8, coalesce(a.rank::float8, 'NaN'), q.price,
       coalesce(q.change_24h, 'NaN'), coalesce(q.market_cap, 'NaN'), coalesce(q.volume_24h, 'NaN')
  FROM markets_quote q JOIN markets_asset a ON a.id = q.asset_id
 WHERE a.is_active AND a.kind NOT IN (%(fiat)s, %(own)s) AND q.as_of > %(since)s
   AND coalesce(a.id = any(%(assets)s::bigint[]), TRUE)
 ORDER BY a.id
