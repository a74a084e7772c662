SELECT asset_id, stored.day - %(start)s::date,
       coalesce(trader, 'NaN'), coalesce(investor, 'NaN'),
       coalesce(trend::double precision, 'NaN')
  FROM markets_assessment AS stored
  JOIN unnest(%(runs)s::bigint[], %(days)s::date[]) AS spoken (run_id, day) USING (run_id, day)
