-- How many hours since an instant are known of each asset: stored ones, and those accepted on days
-- that have none stored.
SELECT wanted.id,
       (SELECT coalesce(sum(24 - cardinality(array_positions(close, 'NaN'))), 0)
          FROM markets_hourcandles AS stored
         WHERE stored.asset_id = wanted.id AND stored.day >= %(since)s::date)
     + (SELECT count(*) FROM markets_acceptedrange AS accepted
         WHERE accepted.asset_id = wanted.id AND accepted.hours = 1 AND accepted.start >= %(since)s
           AND NOT EXISTS (SELECT FROM markets_hourcandles AS stored
                            WHERE stored.asset_id = wanted.id
                              AND stored.day = (accepted.start AT TIME ZONE 'UTC')::date)) AS known
  FROM unnest(%(ids)s::bigint[]) AS wanted (id)
