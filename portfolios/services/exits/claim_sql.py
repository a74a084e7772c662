"""The statements of a tick, in their order; docs/triggers.md has their plans."""

EXPIRE = """
UPDATE portfolios_trigger
   SET status = 'expired', ended_at = %(now)s, high_water_id = NULL
 WHERE status = 'armed' AND expires_at <= %(now)s
RETURNING asset_id
"""

# One row for all trails that have seen the same prices, and only where the price is a new high.
RAISE_MARKS = """
UPDATE portfolios_highwater mark
   SET high = q.price, opened_at = COALESCE(mark.opened_at, q.as_of),
       opening_high = CASE
           WHEN mark.opened_at IS NULL
             OR date_trunc('day', q.as_of, 'UTC') = date_trunc('day', mark.opened_at, 'UTC')
           THEN q.price ELSE mark.opening_high END
  FROM markets_quote q
 WHERE q.asset_id = mark.asset_id AND q.as_of > mark.after AND q.as_of > %(fresh_since)s
   AND (mark.high IS NULL OR q.price > mark.high)
"""

# Two joins of small tables tell which assets have anything to judge at all: after a usual tick,
# none or a handful. The last factor is for the rounding of floats: looking once too often is
# harmless.
FIND_TOUCHED = """
SELECT q.asset_id
  FROM markets_quote q JOIN portfolios_nearestlevel n ON n.asset_id = q.asset_id
 WHERE q.as_of > %(fresh_since)s AND (q.price <= n.falling_usd OR q.price >= n.rising_usd)
UNION
SELECT q.asset_id
  FROM portfolios_highwater mark
  JOIN portfolios_nearestlevel n ON n.asset_id = mark.asset_id
  JOIN markets_quote q ON q.asset_id = mark.asset_id
 WHERE q.as_of > %(fresh_since)s
   AND q.price <= 1.000000001 * GREATEST(mark.high * (1 - n.trail_percent),
                                         mark.high - n.trail_usd)
"""

# What a price puts in force: activated, recovered, or a trail that has left its entry behind. A
# recovery is a price past the level, not at it.
WAKE = """
WITH reached AS MATERIALIZED (
    SELECT t.id, q.price::text::numeric AS price
      FROM markets_quote q
     CROSS JOIN LATERAL (
        (SELECT id FROM portfolios_trigger
          WHERE asset_id = q.asset_id AND wake_direction = 1 AND wake_usd <= q.price
            AND status = 'armed' AND wake_usd IS NOT NULL OFFSET 0)
        UNION ALL
        (SELECT id FROM portfolios_trigger
          WHERE asset_id = q.asset_id AND wake_direction = -1 AND wake_usd >= q.price
            AND status = 'armed' AND wake_usd IS NOT NULL OFFSET 0)
     ) t
     WHERE q.asset_id = ANY (%(assets)s) AND q.as_of > %(fresh_since)s
), locked AS MATERIALIZED (
    SELECT id FROM portfolios_trigger
     WHERE id = ANY (ARRAY(SELECT id FROM reached)) AND status = 'armed'
     ORDER BY id
       FOR UPDATE
)
UPDATE portfolios_trigger t
   SET phase = CASE
       WHEN t.phase = 'waiting' AND t.kind = 'trailing_stop'
        AND t.entry_price * t.rate::text::numeric > (
            SELECT mark.high::text::numeric FROM portfolios_highwater mark
             WHERE mark.id = t.high_water_id)
       THEN 'at_entry' ELSE 'in_force' END
  FROM reached r JOIN locked l ON l.id = r.id
 WHERE t.id = r.id AND t.status = 'armed' AND CASE t.phase
       WHEN 'waiting' THEN r.price >= t.activate_at * t.rate::text::numeric
       WHEN 'at_entry' THEN r.price >= t.entry_price * t.rate::text::numeric
       WHEN 'recovering' THEN
            t.direction * r.price < t.direction * t.level * t.rate::text::numeric
       ELSE false END
RETURNING t.id
"""

# Whatever the indexes call breached is locked before it is judged, in the order of the keys: who
# moves or disarms a level meanwhile is waited for, and judged as it is then. OFFSET 0 keeps each
# part a probe of its index.
LOCK_REACHED = """
WITH reached AS MATERIALIZED (
    SELECT t.id
      FROM markets_quote q
     CROSS JOIN LATERAL (
        (SELECT id FROM portfolios_trigger
          WHERE asset_id = q.asset_id AND direction = -1 AND level_usd >= q.price
            AND status = 'armed' AND level_usd IS NOT NULL OFFSET 0)
        UNION ALL
        (SELECT id FROM portfolios_trigger
          WHERE asset_id = q.asset_id AND direction = 1 AND level_usd <= q.price
            AND status = 'armed' AND level_usd IS NOT NULL OFFSET 0)
     ) t
     WHERE q.asset_id = ANY (%(assets)s) AND q.as_of > %(fresh_since)s
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
     WHERE mark.asset_id = ANY (%(assets)s) AND mark.high IS NOT NULL
       AND q.as_of > %(fresh_since)s
)
SELECT t.id, t.group_id FROM portfolios_trigger t
 WHERE t.id = ANY (ARRAY(SELECT id FROM reached)) AND t.status = 'armed'
 ORDER BY t.id
   FOR UPDATE
"""

LOCK_GROUPS = """
SELECT id FROM portfolios_exitgroup WHERE id = ANY (%(groups)s) ORDER BY id FOR UPDATE
"""

# One statement judges, claims and tells: a trigger that is fired has its alert and its deliveries,
# or none of the three. Of several that one price breaches, stops come first, from the highest
# level down, then targets from the lowest up; each sells its share of the position or what is left
# of it, and what uses up the position cancels the rest of its group.
CLAIM = """
WITH judged AS (
    SELECT t.id, t.portfolio_id, t.asset_id, t.kind, t.arming, t.direction, t.group_id, t.share,
           t.kind IN ('stop_loss', 'trailing_stop', 'take_profit', 'break_even') AS sells,
           t.rate::text::numeric AS rate, q.price, q.price::text::numeric AS exact, q.as_of,
           q.source, CASE
             WHEN t.phase = 'at_entry' THEN t.rate::text::numeric
                  * (t.entry_price - COALESCE(t.trail_amount, t.entry_price * t.trail_percent))
             WHEN t.kind = 'trailing_stop' THEN mark.high::text::numeric
                  - COALESCE(t.trail_amount * t.rate::text::numeric,
                             mark.high::text::numeric * t.trail_percent)
             ELSE t.level * t.rate::text::numeric END AS level
      FROM portfolios_trigger t
      JOIN markets_quote q ON q.asset_id = t.asset_id
      LEFT JOIN portfolios_highwater mark ON mark.id = t.high_water_id
     WHERE t.id = ANY (%(triggers)s) AND t.status = 'armed'
       AND t.phase IN ('in_force', 'at_entry')
       AND (t.expires_at IS NULL OR t.expires_at > %(now)s)
), breached AS (
    SELECT *, CASE WHEN sells THEN share ELSE 0 END AS weight
      FROM judged WHERE direction * exact >= direction * level
), turns AS (
    SELECT b.*, GREATEST(0, COALESCE(g.share_left, 1) - COALESCE(sum(b.weight) OVER (
               PARTITION BY COALESCE(b.group_id, - b.id)
               ORDER BY b.direction, b.direction * b.level, b.id
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)) AS rest
      FROM breached b LEFT JOIN portfolios_exitgroup g ON g.id = b.group_id
), firing AS (
    SELECT *, CASE WHEN sells THEN LEAST(share, rest) ELSE share END AS sold
      FROM turns WHERE NOT sells OR rest > 0
), fired AS (
    UPDATE portfolios_trigger t
       SET status = 'fired', ended_at = %(now)s, high_water_id = NULL
      FROM firing f
     WHERE t.id = f.id AND t.status = 'armed'
 RETURNING t.id
), used AS (
    UPDATE portfolios_exitgroup g
       SET share_left = g.share_left - f.sold
      FROM (SELECT group_id, sum(sold) AS sold FROM firing
             WHERE sells AND group_id IS NOT NULL GROUP BY group_id) f
     WHERE g.id = f.group_id
 RETURNING g.id, g.share_left
), cancelled AS (
    UPDATE portfolios_trigger t
       SET status = 'cancelled', ended_at = %(now)s, high_water_id = NULL
      FROM used u
     WHERE t.group_id = u.id AND u.share_left = 0 AND t.status = 'armed'
       AND NOT EXISTS (SELECT 1 FROM firing f WHERE f.id = t.id)
), alerts AS (
    INSERT INTO portfolios_alert (portfolio_id, trigger_id, arming, kind, asset_id, fired_at,
                                  price, quote_as_of, source, level_usd, level, share, quantity)
    SELECT f.portfolio_id, f.id, f.arming, f.kind, f.asset_id, %(now)s, f.price, f.as_of,
           f.source, f.level, round(f.level / f.rate, 18), f.sold,
           round(CASE WHEN g.id IS NULL THEN f.sold * held.quantity
                      ELSE LEAST(held.quantity, f.sold * g.quantity) END, 18)
      FROM firing f
      JOIN fired ON fired.id = f.id
      LEFT JOIN portfolios_exitgroup g ON g.id = f.group_id
     CROSS JOIN LATERAL (
        SELECT GREATEST(0, COALESCE(sum(p.quantity), 0)) AS quantity FROM portfolios_position p
         WHERE p.portfolio_id = f.portfolio_id AND p.asset_id = f.asset_id
     ) held
     ORDER BY f.direction, f.direction * f.level, f.id
 RETURNING id, portfolio_id, kind
), deliveries AS (
    INSERT INTO portfolios_delivery (alert_id, channel_id, key, status, attempts,
                                     next_attempt_at, last_error)
    SELECT a.id, c.id, gen_random_uuid(), 'pending', 0, %(now)s, ''
      FROM alerts a
      JOIN portfolios_portfolio p ON p.id = a.portfolio_id
      JOIN portfolios_channel c ON c.user_id = p.owner_id AND c.enabled
                               AND (c.kinds = '{}' OR a.kind = ANY (c.kinds))
)
SELECT id FROM alerts ORDER BY id
"""
