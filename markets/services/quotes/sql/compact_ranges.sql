-- Deleted and written in one statement: no reader ever sees a day without its prices.
WITH gone AS (
    DELETE FROM markets_acceptedrange WHERE hours = 1 AND start < %(before)s
 RETURNING asset_id, start, high, low, close
)
INSERT INTO markets_acceptedrange AS kept (asset_id, start, hours, high, low, close)
SELECT asset_id, date_trunc('day', start, 'UTC'), 24, max(high), min(low),
       (array_agg(close ORDER BY start DESC))[1]
  FROM gone GROUP BY 1, 2
    ON CONFLICT (asset_id, start) DO UPDATE
   SET high = greatest(kept.high, excluded.high), low = least(kept.low, excluded.low),
       close = excluded.close
