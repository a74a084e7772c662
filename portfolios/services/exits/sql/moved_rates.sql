-- The currencies of armed triggers, hopping from one to the next in the index, and of them those
-- whose rate is not the one that levels were put into dollars with.
WITH RECURSIVE used (currency_id) AS (
    (SELECT currency_id FROM portfolios_trigger
      WHERE status = %(armed)s ORDER BY currency_id LIMIT 1)
    UNION ALL
    SELECT (SELECT t.currency_id FROM portfolios_trigger t
             WHERE t.status = %(armed)s AND t.currency_id > used.currency_id
             ORDER BY t.currency_id LIMIT 1)
      FROM used WHERE used.currency_id IS NOT NULL
)
SELECT q.asset_id
  FROM used JOIN markets_quote q ON q.asset_id = used.currency_id
  JOIN markets_asset a ON a.id = q.asset_id
 WHERE a.slug <> %(usd)s
   AND (EXISTS (SELECT 1 FROM portfolios_trigger t WHERE t.status = %(armed)s
                   AND t.currency_id = q.asset_id AND t.rate < q.price)
     OR EXISTS (SELECT 1 FROM portfolios_trigger t WHERE t.status = %(armed)s
                   AND t.currency_id = q.asset_id AND t.rate > q.price))
