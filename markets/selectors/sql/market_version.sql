SELECT market.provider, market.seed, run.id, run.finished_at
  FROM markets_market AS market
 CROSS JOIN LATERAL (
    SELECT id, finished_at FROM markets_refreshrun
     WHERE finished_at IS NOT NULL
       AND (cardinality(%(kinds)s::text[]) = 0 OR kind = any(%(kinds)s))
     ORDER BY id DESC LIMIT 1
 ) AS run
