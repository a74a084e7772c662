-- The last close before a day, of assets that had none for longer.
SELECT DISTINCT ON (wanted.id) wanted.id, candle.close
  FROM unnest(%(ids)s::bigint[]) AS wanted (id)
  JOIN markets_candles AS candle ON candle.asset_id = wanted.id AND candle.day < %(first)s
   AND candle.year >= coalesce((SELECT max(year) FROM markets_candleyear AS before
                                 WHERE before.asset_id = wanted.id
                                   AND before.year < extract(YEAR FROM %(first)s)), 0)
 ORDER BY wanted.id, candle.day DESC
