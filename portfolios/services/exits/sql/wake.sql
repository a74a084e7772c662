-- What a price puts in force: activated, recovered, or a trail that has left its entry behind. A
-- recovery is a price past the level, not at it. A price that came before a trigger was armed says
-- nothing to it: ticks look at the prices that stand, also after one that was armed to fire at once.
WITH reached AS MATERIALIZED (
    SELECT t.id, q.price::text::numeric AS price, q.received_at
      FROM markets_quote q
     CROSS JOIN LATERAL (
        (SELECT id FROM portfolios_trigger
          WHERE asset_id = q.asset_id AND wake_direction = 1 AND wake_usd <= q.price
            AND status = %(armed)s AND wake_usd IS NOT NULL OFFSET 0)
        UNION ALL
        (SELECT id FROM portfolios_trigger
          WHERE asset_id = q.asset_id AND wake_direction = -1 AND wake_usd >= q.price
            AND status = %(armed)s AND wake_usd IS NOT NULL OFFSET 0)
     ) t
     WHERE q.asset_id = any(%(assets)s) AND q.as_of > %(fresh_since)s
), locked AS MATERIALIZED (
    SELECT id FROM portfolios_trigger
     WHERE id = any(array(SELECT id FROM reached)) AND status = %(armed)s
     ORDER BY id
       FOR UPDATE
)
UPDATE portfolios_trigger t
   SET phase = CASE
       WHEN t.phase = %(waiting)s AND t.kind = %(trailing_stop)s
        AND t.entry_price * t.rate::text::numeric > (
            SELECT mark.high::text::numeric FROM portfolios_highwater mark
             WHERE mark.id = t.high_water_id)
       THEN %(at_entry)s ELSE %(in_force)s END
  FROM reached r JOIN locked l ON l.id = r.id
 WHERE t.id = r.id AND t.status = %(armed)s AND t.armed_at < r.received_at AND CASE t.phase
       WHEN %(waiting)s THEN r.price >= t.activate_at * t.rate::text::numeric
       WHEN %(at_entry)s THEN r.price >= t.entry_price * t.rate::text::numeric
       WHEN %(recovering)s THEN
            t.direction * r.price < t.direction * t.level * t.rate::text::numeric
       ELSE FALSE END
RETURNING t.id
