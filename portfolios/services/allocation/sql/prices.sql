SELECT coalesce(array_agg(asset.id), '{}'),
       coalesce(array_agg(CASE WHEN asset.slug = %(usd)s THEN 1.0 ELSE quote.price END), '{}'),
       coalesce(array_agg((asset.kind IN (%(stablecoin)s, %(fiat)s))::int::float8), '{}')
  FROM markets_asset AS asset LEFT JOIN markets_quote AS quote ON quote.asset_id = asset.id
 WHERE asset.id = any(%(assets)s) AND (asset.slug = %(usd)s OR quote.asset_id IS NOT NULL)
