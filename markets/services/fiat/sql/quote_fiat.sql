INSERT INTO markets_quote AS quote (asset_id, price, as_of, received_at, source)
SELECT asset.id, last.close, (last.day + %(published)s::time) AT TIME ZONE 'UTC', %(now)s,
       last.source
FROM markets_asset AS asset
CROSS JOIN LATERAL (SELECT close, day, source FROM markets_candles AS candle
                    WHERE candle.asset_id = asset.id AND candle.block >= coalesce((
                        SELECT max(block) FROM markets_candleblock WHERE asset_id = asset.id), 0)
                    ORDER BY day DESC LIMIT 1) AS last
WHERE asset.kind = %(fiat)s AND asset.is_active
ON CONFLICT (asset_id) DO UPDATE SET
    price = excluded.price, as_of = excluded.as_of, received_at = excluded.received_at,
    source = excluded.source, pending_price = NULL, pending_at = NULL
WHERE quote.as_of < excluded.as_of
RETURNING asset_id
