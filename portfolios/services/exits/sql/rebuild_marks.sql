-- Three records cover every accepted price since the arming: the mark's own of its first day (UTC),
-- the kept ranges of the days after it, and the quote's of the hour that is not over.
UPDATE portfolios_highwater mark
   SET high = made.high
  FROM (SELECT m.id, greatest(m.opening_high, kept.high, present.high) AS high
          FROM portfolios_highwater m
         CROSS JOIN LATERAL (
            SELECT date_trunc('day', m.opened_at, 'UTC') + interval '1 day' AS start) later
          LEFT JOIN LATERAL (
            SELECT max(high) AS high FROM markets_acceptedrange r
             WHERE r.asset_id = m.asset_id AND r.start >= later.start) kept ON true
          LEFT JOIN LATERAL (
            SELECT q.hour_high AS high FROM markets_quote q
             WHERE q.asset_id = m.asset_id AND q.as_of >= later.start) present ON true
         WHERE m.opened_at IS NOT null) made
 WHERE made.id = mark.id AND mark.high IS DISTINCT FROM made.high
