-- Days of a span in one row: the folded ones as arrays one after the other, the open ones beside.
SELECT folded.*, opened.*
  FROM (SELECT array_agg(asset_id), array_agg(day), array_agg(cardinality(close)),
               array_agg(cardinality(open)), string_agg(array_send(open), ''),
               string_agg(array_send(close), ''),
               array_agg(cardinality(figures)), string_agg(array_send(figures), '')
          FROM (SELECT asset_id, greatest(%(first)s, block * %(block_days)s) AS day,
                       open[span.first:span.last] AS open, close[span.first:span.last] AS close,
                       figures[:][span.first:span.last] AS figures
                  FROM markets_candleblock
                 CROSS JOIN LATERAL (
                     SELECT greatest(%(first)s - block * %(block_days)s, 0) + 1,
                            %(last)s - block * %(block_days)s + 1
                 ) AS span (first, last)
                 WHERE asset_id = any(%(ids)s)
                   AND block BETWEEN %(first_block)s AND %(last_block)s) AS blocks) AS folded
 CROSS JOIN
       (SELECT array_agg(asset_id), array_agg(day - DATE '1970-01-01'),
               array_agg(coalesce(open, 'NaN')), array_agg(coalesce(high, 'NaN')),
               array_agg(coalesce(low, 'NaN')), array_agg(close),
               array_agg(coalesce(volume, 'NaN')), array_agg(coalesce(market_cap, 'NaN'))
          FROM markets_candle
         WHERE asset_id = any(%(ids)s)
           AND day BETWEEN DATE '1970-01-01' + %(first)s AND DATE '1970-01-01' + %(last)s) AS opened
