"""What follows from the terms of armed triggers, as SQL: levels, wakes, and the nearest of them.

Prices are float8 in the tables that are compared by index; where it decides, the text of a float
is read as a decimal, which is the very number that was quoted, and figures are exact.
"""

# Every armed trigger of a choice is put where its terms, the rate, the average cost and its phase
# want it, in one statement. Rows are locked in the order of their keys first, so that two that
# choose overlapping rows wait for each other instead of for ever.
RELEVEL = """
WITH chosen AS MATERIALIZED (
    SELECT id FROM portfolios_trigger t
     WHERE t.status = 'armed' AND {choice}
     ORDER BY id
       FOR UPDATE
), rated AS (
    SELECT t.*, currency.rate AS new_rate, currency.rate::text::numeric AS exact_rate,
           CASE WHEN t.basis = 'average_cost' THEN cost.average END AS average_usd,
           CASE WHEN t.basis = 'window' THEN reference.close::text::numeric END AS reference_usd
      FROM portfolios_trigger t
      JOIN chosen ON chosen.id = t.id
     CROSS JOIN LATERAL (
        SELECT CASE WHEN a.slug = 'usd' THEN 1.0 ELSE COALESCE(q.price, t.rate) END AS rate
          FROM markets_asset a LEFT JOIN markets_quote q ON q.asset_id = a.id
         WHERE a.id = t.currency_id
     ) currency
      LEFT JOIN LATERAL (
        SELECT CASE WHEN p.currency_id = t.currency_id THEN currency.rate::text::numeric
                    WHEN a.slug = 'usd' THEN 1 ELSE q.price::text::numeric END
               * (SELECT sum(cost) / sum(quantity) FROM portfolios_position held
                   WHERE held.portfolio_id = t.portfolio_id AND held.asset_id = t.asset_id
                  HAVING sum(quantity) > 0 AND sum(cost) > 0) AS average
          FROM portfolios_portfolio p JOIN markets_asset a ON a.id = p.currency_id
          LEFT JOIN markets_quote q ON q.asset_id = a.id
         WHERE p.id = t.portfolio_id
      ) cost ON t.basis = 'average_cost'
      LEFT JOIN LATERAL (
        (SELECT 1 AS turn, close, start FROM markets_acceptedrange kept
          WHERE kept.asset_id = t.asset_id AND kept.start <=
                date_trunc('hour', now()) - make_interval(hours => t.window_hours + 1)
          ORDER BY start DESC LIMIT 1)
        UNION ALL
        (SELECT 2, close, start FROM markets_acceptedrange kept
          WHERE kept.asset_id = t.asset_id ORDER BY start LIMIT 1)
        ORDER BY turn LIMIT 1
      ) reference ON t.basis = 'window'
), levelled AS (
    SELECT id, phase, direction, new_rate, exact_rate,
           CASE WHEN kind <> 'trailing_stop' THEN GREATEST(1e-18, round(CASE
                WHEN basis = 'entry' THEN entry_price * (1 + COALESCE(percent, 0))
                WHEN average_usd IS NOT NULL
                    THEN average_usd / exact_rate * (1 + COALESCE(percent, 0))
                WHEN reference_usd IS NOT NULL THEN reference_usd * (1 + percent) / exact_rate
                ELSE level END, 18)) END AS level,
           CASE WHEN phase = 'at_entry' THEN
                entry_price - COALESCE(trail_amount, entry_price * trail_percent) END AS trailed,
           trail_amount, activate_at, entry_price
      FROM rated
)
UPDATE portfolios_trigger t
   SET level = n.level, rate = n.new_rate,
       level_usd = CASE n.phase WHEN 'in_force' THEN n.level * n.exact_rate
                                WHEN 'at_entry' THEN n.trailed * n.exact_rate END,
       trail_usd = n.trail_amount * n.exact_rate,
       wake_usd = CASE n.phase WHEN 'waiting' THEN n.activate_at * n.exact_rate
                               WHEN 'recovering' THEN n.level * n.exact_rate
                               WHEN 'at_entry' THEN n.entry_price * n.exact_rate END,
       wake_direction = CASE n.phase WHEN 'in_force' THEN NULL
                                     WHEN 'recovering' THEN - n.direction ELSE 1 END
  FROM levelled n
 WHERE t.id = n.id
RETURNING t.asset_id
"""

# The currencies of armed triggers, hopping from one to the next in the index, and of them those
# whose rate is not the one that levels were put into dollars with.
MOVED_RATES = """
WITH RECURSIVE used (currency_id) AS (
    (SELECT currency_id FROM portfolios_trigger
      WHERE status = 'armed' ORDER BY currency_id LIMIT 1)
    UNION ALL
    SELECT (SELECT t.currency_id FROM portfolios_trigger t
             WHERE t.status = 'armed' AND t.currency_id > used.currency_id
             ORDER BY t.currency_id LIMIT 1)
      FROM used WHERE used.currency_id IS NOT NULL
)
SELECT q.asset_id
  FROM used JOIN markets_quote q ON q.asset_id = used.currency_id
  JOIN markets_asset a ON a.id = q.asset_id
 WHERE a.slug <> 'usd'
   AND (EXISTS (SELECT 1 FROM portfolios_trigger t WHERE t.status = 'armed'
                   AND t.currency_id = q.asset_id AND t.rate < q.price)
     OR EXISTS (SELECT 1 FROM portfolios_trigger t WHERE t.status = 'armed'
                   AND t.currency_id = q.asset_id AND t.rate > q.price))
"""

# What is nearest, made again for some assets: each figure is the end of an index.
REFRESH_NEAREST = """
INSERT INTO portfolios_nearestlevel AS known
       (asset_id, falling_usd, rising_usd, trail_percent, trail_usd)
SELECT wanted.id,
       GREATEST((SELECT max(level_usd) FROM portfolios_trigger
                  WHERE asset_id = wanted.id AND direction = -1
                    AND status = 'armed' AND level_usd IS NOT NULL),
                (SELECT max(wake_usd) FROM portfolios_trigger
                  WHERE asset_id = wanted.id AND wake_direction = -1
                    AND status = 'armed' AND wake_usd IS NOT NULL)),
       LEAST((SELECT min(level_usd) FROM portfolios_trigger
               WHERE asset_id = wanted.id AND direction = 1
                 AND status = 'armed' AND level_usd IS NOT NULL),
             (SELECT min(wake_usd) FROM portfolios_trigger
               WHERE asset_id = wanted.id AND wake_direction = 1
                 AND status = 'armed' AND wake_usd IS NOT NULL)),
       trails.percent, trails.amount
  FROM unnest(%(assets)s::bigint[]) AS wanted (id)
  LEFT JOIN LATERAL (
    SELECT min((SELECT min(t.trail_percent) FROM portfolios_trigger t
                 WHERE t.high_water_id = mark.id)) AS percent,
           min((SELECT min(t.trail_usd) FROM portfolios_trigger t
                 WHERE t.high_water_id = mark.id AND t.trail_usd IS NOT NULL)) AS amount
      FROM portfolios_highwater mark WHERE mark.asset_id = wanted.id
  ) trails ON true
 ORDER BY wanted.id
    ON CONFLICT (asset_id) DO UPDATE
   SET falling_usd = excluded.falling_usd, rising_usd = excluded.rising_usd,
       trail_percent = excluded.trail_percent, trail_usd = excluded.trail_usd
"""

# A level that was just armed can only come nearer; nothing else has to be read for that.
BRING_NEARER = """
INSERT INTO portfolios_nearestlevel AS known
       (asset_id, falling_usd, rising_usd, trail_percent, trail_usd)
SELECT asset_id,
       GREATEST(CASE WHEN direction = -1 THEN level_usd END,
                CASE WHEN wake_direction = -1 THEN wake_usd END),
       LEAST(CASE WHEN direction = 1 THEN level_usd END,
             CASE WHEN wake_direction = 1 THEN wake_usd END),
       trail_percent, trail_usd
  FROM portfolios_trigger WHERE id = %(trigger)s
    ON CONFLICT (asset_id) DO UPDATE
   SET falling_usd = GREATEST(known.falling_usd, excluded.falling_usd),
       rising_usd = LEAST(known.rising_usd, excluded.rising_usd),
       trail_percent = LEAST(known.trail_percent, excluded.trail_percent),
       trail_usd = LEAST(known.trail_usd, excluded.trail_usd)
"""
