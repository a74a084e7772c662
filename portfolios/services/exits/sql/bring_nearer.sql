-- A level that was just armed can only come nearer; nothing else has to be read for that.
INSERT INTO portfolios_nearestlevel AS known
       (asset_id, falling_usd, rising_usd, trail_percent, trail_usd)
SELECT asset_id,
       greatest(CASE WHEN direction = -1 THEN level_usd END,
                CASE WHEN wake_direction = -1 THEN wake_usd END),
       least(CASE WHEN direction = 1 THEN level_usd END,
             CASE WHEN wake_direction = 1 THEN wake_usd END),
       trail_percent, trail_usd
  FROM portfolios_trigger WHERE id = %(trigger)s
    ON CONFLICT (asset_id) DO UPDATE
   SET falling_usd = greatest(known.falling_usd, excluded.falling_usd),
       rising_usd = least(known.rising_usd, excluded.rising_usd),
       trail_percent = least(known.trail_percent, excluded.trail_percent),
       trail_usd = least(known.trail_usd, excluded.trail_usd)
