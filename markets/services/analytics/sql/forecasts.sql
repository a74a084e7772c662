SELECT asset_id, stored.day - %(start)s::date, quantiles
  FROM markets_assessment AS stored
  JOIN unnest(%(runs)s::bigint[], %(days)s::date[]) AS spoken (run_id, day) USING (run_id, day)
 WHERE asset_id = any(%(assets)s) AND cardinality(quantiles) > 0
