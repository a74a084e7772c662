-- The last close before a day, of assets that had none for longer: (asset, 0, close, false); and
-- from which day of the span on an ended asset is worth nothing: (asset, day, 0, true).
-- Asset by asset: a join may decode the history of all others, to find that of a few.
SELECT wanted.id, 0 AS day, last.close, false AS is_end
  FROM unnest(%(bare)s::bigint[]) AS wanted (id)
 CROSS JOIN LATERAL (
       SELECT candle.close FROM markets_candles AS candle
        WHERE candle.asset_id = wanted.id AND candle.day < %(first)s AND candle.block <= %(block)s
          AND candle.block >= coalesce((SELECT max(block) FROM markets_candleblock AS before
                                         WHERE before.asset_id = wanted.id
                                           AND before.block < %(block)s), 0)
        ORDER BY candle.day DESC LIMIT 1
 ) AS last
 UNION ALL
SELECT id, greatest(ended_on - %(first)s, 0), 0, true FROM markets_asset
 WHERE id = any(%(ids)s) AND is_worthless
