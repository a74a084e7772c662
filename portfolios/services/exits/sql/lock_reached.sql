-- Whatever the indexes call breached is locked before it is judged, in the order of the keys: who
-- moves or disarms a level meanwhile is waited for, and judged as it is then. OFFSET 0 keeps each
-- part a probe of its index.
WITH reached AS MATERIALIZED (
    SELECT t.id
      FROM markets_quote q
     CROSS JOIN LATERAL (
        (SELECT id FROM portfolios_trigger
          WHERE asset_id = q.asset_id AND direction = -1 AND level_usd >= q.price
            AND status = %(armed)s AND level_usd IS NOT NULL OFFSET 0)
        UNION ALL
        (SELECT id FROM portfolios_trigger
          WHERE asset_id = q.asset_id AND direction = 1 AND level_usd <= q.price
            AND status = %(armed)s AND level_usd IS NOT NULL OFFSET 0)
     ) t
     WHERE q.asset_id = any(%(assets)s) AND q.as_of > %(fresh_since)s
    UNION ALL
    SELECT t.id
      FROM portfolios_highwater mark
      JOIN markets_quote q ON q.asset_id = mark.asset_id
     CROSS JOIN LATERAL (
        (SELECT id FROM portfolios_trigger
          WHERE high_water_id = mark.id
            AND trail_percent <= (1 - q.price / mark.high + 1e-9)::numeric OFFSET 0)
        UNION ALL
        (SELECT id FROM portfolios_trigger
          WHERE high_water_id = mark.id AND trail_usd IS NOT NULL
            AND trail_usd <= mark.high - q.price + 1e-9 * mark.high OFFSET 0)
     ) t
     WHERE mark.asset_id = any(%(assets)s) AND mark.high IS NOT NULL
       AND q.as_of > %(fresh_since)s
)
SELECT t.id, t.group_id FROM portfolios_trigger t
 WHERE t.id = any(array(SELECT id FROM reached)) AND t.status = %(armed)s
 ORDER BY t.id
   FOR UPDATE
