-- Days of a span: each folded block of an asset as arrays that begin with `day`, and its open days.
SELECT asset_id, greatest(%(first)s, block * %(block_days)s) AS day,
       open[1 + %(first)s - block * %(block_days)s:1 + %(last)s - block * %(block_days)s] AS open,
       close[1 + %(first)s - block * %(block_days)s:1 + %(last)s - block * %(block_days)s] AS close,
       figures[:][1 + %(first)s - block * %(block_days)s:1 + %(last)s - block * %(block_days)s]
           AS singles,
       NULL::integer[] AS open_days, NULL::double precision[] AS figures
  FROM markets_candleblock
 WHERE asset_id = any(%(ids)s) AND block BETWEEN %(first_block)s AND %(last_block)s
 UNION ALL
SELECT asset_id, NULL, NULL, NULL, NULL, array_agg(day - date '1970-01-01'),
       array_agg(ARRAY[
           coalesce(open, 'NaN'), coalesce(high, 'NaN'), coalesce(low, 'NaN'), close,
           coalesce(volume, 'NaN'), coalesce(market_cap, 'NaN')
       ])
  FROM markets_candle
 WHERE asset_id = any(%(ids)s)
   AND day BETWEEN date '1970-01-01' + %(first)s AND date '1970-01-01' + %(last)s
 GROUP BY asset_id
