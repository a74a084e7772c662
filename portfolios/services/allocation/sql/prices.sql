SELECT asset.id::bigint, CASE WHEN asset.slug = %(usd)s THEN 1.0 ELSE quote.price END::float8,
       (asset.kind IN (%(stablecoin)s, %(fiat)s))::integer
  FROM markets_asset AS asset LEFT JOIN markets_quote AS quote ON quote.asset_id = asset.id
 WHERE asset.id = ANY (%(assets)s::bigint[])
   AND (asset.slug = %(usd)s OR quote.asset_id IS NOT NULL)
