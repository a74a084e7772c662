-- Data points of assets in a span of days, by asset and day.
SELECT asset_id, day, run_id, values, ranks
  FROM markets_assetpoints
 WHERE asset_id = any(%(assets)s) AND day BETWEEN %(first)s AND %(last)s
   AND run_id = any(%(runs)s)
 ORDER BY asset_id, day
