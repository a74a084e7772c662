-- One row for each subject that an alert watches, with its former state: 1 met, 0 not, -1 unknown.
-- Figures of a day are evaluated once a day, live ones each time.
SELECT a.id, a.version, s.id, array_position(%(measures)s::text[], s.scope || '.' || a.measure) - 1,
       array_position(%(rules)s::text[], a.rule::text) - 1, coalesce(a.level, 'NaN'),
       coalesce(a.days, 0),
       CASE WHEN s.id = any(a.met) THEN 1 WHEN s.id = any(a.unmet) THEN 0 ELSE -1 END,
       CASE WHEN s.id = any(a.unconfirmed)
            THEN extract(EPOCH FROM a.unconfirmed_at)::float8 ELSE 'NaN' END,
       (a.evaluated_at IS NULL)::int
  FROM portfolios_marketalert a
  JOIN portfolios_user u ON u.id = a.user_id AND u.is_active
 CROSS JOIN LATERAL (
    SELECT a.asset_id::bigint AS id, %(asset)s AS scope WHERE a.subject = %(asset)s
    UNION ALL
    SELECT c.id, %(category)s FROM markets_category c
     WHERE a.subject = %(category)s AND coalesce(a.category_id = c.id, TRUE)
    UNION ALL
    SELECT n, %(market)s FROM generate_series(0, %(regimes)s - 1) n
     WHERE a.subject = %(market)s AND (n = 0 OR a.measure = %(regime)s)
    UNION ALL
    SELECT DISTINCT h.asset_id, %(asset)s
      FROM portfolios_position h
      JOIN portfolios_portfolio f ON f.id = h.portfolio_id AND f.owner_id = a.user_id
      JOIN markets_asset held ON held.id = h.asset_id AND held.kind NOT IN (%(fiat)s, %(own)s)
     WHERE a.subject = %(holdings)s AND h.quantity > 0
    UNION ALL
    SELECT w.asset_id, %(asset)s
      FROM portfolios_watchedasset w
      JOIN markets_asset followed
        ON followed.id = w.asset_id AND followed.kind NOT IN (%(fiat)s, %(own)s)
     WHERE a.subject = %(watchlist)s AND w.watchlist_id = a.watchlist_id
 ) s
 WHERE a.status = %(armed)s AND s.scope || '.' || a.measure = any(%(measures)s)
   AND (s.scope || '.' || a.measure = any(%(live)s)
        OR %(day)s::date IS NOT NULL AND a.evaluated_day IS DISTINCT FROM %(day)s::date)
   AND coalesce(a.id = %(alert)s, TRUE)
 ORDER BY a.id, s.id
