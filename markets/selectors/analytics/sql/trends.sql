SELECT asset_id, stored.day - %(first)s::date, trend::float8
  FROM markets_assessment AS stored
  JOIN unnest(%(runs)s::bigint[], %(days)s::date[]) AS spoken (run_id, day) USING (run_id, day)
 WHERE asset_id = any(%(assets)s::bigint[]) AND trend IS NOT NULL
