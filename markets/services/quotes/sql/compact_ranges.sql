-- Deleted and written in one statement: no reader ever sees a day without its prices.
WITH gone AS (
    DELETE FROM markets_acceptedrange WHERE hours = 1 AND start < %(before)s
 RETURNING asset_id, start, high, low, close
),
-- The hours of assets whose hours are kept go where those are, before what a vendor said of them.
kept_hours AS (
    INSERT INTO markets_hourcandles AS kept (asset_id, day, high, low, close)
    SELECT day.asset_id, day.day, array_agg(coalesce(gone.high, 'NaN') ORDER BY number),
           array_agg(coalesce(gone.low, 'NaN') ORDER BY number),
           array_agg(coalesce(gone.close, 'NaN') ORDER BY number)
      FROM (SELECT DISTINCT asset_id, (start AT TIME ZONE 'UTC')::date AS day FROM gone
             WHERE asset_id IN (SELECT asset_id FROM markets_hourcandles)) AS day
     CROSS JOIN generate_series(0, 23) AS number
      LEFT JOIN gone
             ON gone.asset_id = day.asset_id
            AND gone.start = (day.day + number * interval '1 hour') AT TIME ZONE 'UTC'
     GROUP BY day.asset_id, day.day
        ON CONFLICT (asset_id, day) DO UPDATE
       SET (high, low, close) = (
           SELECT array_agg(coalesce(nullif(own.high, 'NaN'), own.old_high) ORDER BY own.hour),
                  array_agg(coalesce(nullif(own.low, 'NaN'), own.old_low) ORDER BY own.hour),
                  array_agg(coalesce(nullif(own.close, 'NaN'), own.old_close) ORDER BY own.hour)
             FROM unnest(excluded.high, excluded.low, excluded.close, kept.high, kept.low, kept.close)
                  WITH ORDINALITY
                  AS own (high, low, close, old_high, old_low, old_close, hour))
)
INSERT INTO markets_acceptedrange AS kept (asset_id, start, hours, high, low, close)
SELECT asset_id, date_trunc('day', start, 'UTC'), 24, max(high), min(low),
       (array_agg(close ORDER BY start DESC))[1]
  FROM gone GROUP BY 1, 2
    ON CONFLICT (asset_id, start) DO UPDATE
   SET high = greatest(kept.high, excluded.high), low = least(kept.low, excluded.low),
       close = excluded.close
