-- Closes of a span in one row: the folded ones as arrays one after the other, the open ones beside.
SELECT folded.*, opened.*
  FROM (SELECT array_agg(asset_id), array_agg(day), array_agg(cardinality(close)),
               string_agg(substr(array_send(close), 21), '')
          FROM (SELECT asset_id, greatest(%(first)s, block * %(block_days)s) AS day,
                       close[1 + %(first)s - block * %(block_days)s:
                             1 + %(last)s - block * %(block_days)s] AS close
                  FROM markets_candleblock
                 WHERE asset_id = any(%(ids)s)
                   AND block BETWEEN %(first_block)s AND %(last_block)s) AS blocks) AS folded
 CROSS JOIN
       (SELECT array_agg(asset_id), array_agg(day - DATE '1970-01-01'), array_agg(close)
          FROM markets_candle
         WHERE asset_id = any(%(ids)s)
           AND day BETWEEN DATE '1970-01-01' + %(first)s AND DATE '1970-01-01' + %(last)s) AS opened
