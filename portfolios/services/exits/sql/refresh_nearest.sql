-- Rebuilds the nearest levels of some assets: each figure is the end of an index.
INSERT INTO portfolios_nearestlevel AS known
       (asset_id, falling_usd, rising_usd, trail_percent, trail_usd)
SELECT wanted.id,
       greatest((SELECT max(level_usd) FROM portfolios_trigger
                  WHERE asset_id = wanted.id AND direction = -1
                    AND status = %(armed)s AND level_usd IS NOT NULL),
                (SELECT max(wake_usd) FROM portfolios_trigger
                  WHERE asset_id = wanted.id AND wake_direction = -1
                    AND status = %(armed)s AND wake_usd IS NOT NULL)),
       least((SELECT min(level_usd) FROM portfolios_trigger
               WHERE asset_id = wanted.id AND direction = 1
                 AND status = %(armed)s AND level_usd IS NOT NULL),
             (SELECT min(wake_usd) FROM portfolios_trigger
               WHERE asset_id = wanted.id AND wake_direction = 1
                 AND status = %(armed)s AND wake_usd IS NOT NULL)),
       trails.percent, trails.amount
  FROM unnest(%(assets)s::bigint[]) AS wanted (id)
  LEFT JOIN LATERAL (
    SELECT min((SELECT min(t.trail_percent) FROM portfolios_trigger t
                 WHERE t.high_water_id = mark.id)) AS percent,
           min((SELECT min(t.trail_usd) FROM portfolios_trigger t
                 WHERE t.high_water_id = mark.id AND t.trail_usd IS NOT NULL)) AS amount
      FROM portfolios_highwater mark WHERE mark.asset_id = wanted.id
  ) trails ON TRUE
 ORDER BY wanted.id
    ON CONFLICT (asset_id) DO UPDATE
   SET falling_usd = excluded.falling_usd, rising_usd = excluded.rising_usd,
       trail_percent = excluded.trail_percent, trail_usd = excluded.trail_usd
