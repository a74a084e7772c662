-- The last close before a day, of assets that had none for longer: (asset, 0, close, false); and
-- from which day of the span on an ended asset is worth nothing: (asset, day, 0, true).
SELECT * FROM (
SELECT DISTINCT ON (wanted.id) wanted.id, 0 AS day, candle.close, false AS is_end
  FROM unnest(%(bare)s::bigint[]) AS wanted (id)
  JOIN markets_candles AS candle ON candle.asset_id = wanted.id AND candle.day < %(first)s
   AND candle.block >= coalesce((SELECT max(block) FROM markets_candleblock AS before
                                  WHERE before.asset_id = wanted.id AND before.block < %(block)s), 0)
 ORDER BY wanted.id, candle.day DESC
) AS before
 UNION ALL
SELECT id, greatest(ended_on - %(first)s, 0), 0, true FROM markets_asset
 WHERE id = any(%(ids)s) AND is_worthless
