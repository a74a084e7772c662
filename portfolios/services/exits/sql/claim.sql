-- One statement judges, claims and tells: a trigger that is fired has its alert and its deliveries,
-- or none of the three. Of several that one price breaches, stops come first, from the highest
-- level down, then targets from the lowest up; each sells its share of the position or what is left
-- of it, and what uses up the position cancels the rest of its group.
WITH judged AS (
    SELECT t.id, t.portfolio_id, t.asset_id, t.kind, t.arming, t.direction, t.group_id, t.share,
           t.kind IN (%(stop_loss)s, %(trailing_stop)s, %(take_profit)s, %(break_even)s) AS sells,
           t.rate::text::numeric AS rate, q.price, q.price::text::numeric AS exact, q.as_of,
           q.source, CASE
             WHEN t.phase = %(at_entry)s THEN t.rate::text::numeric
                  * (t.entry_price - coalesce(t.trail_amount, t.entry_price * t.trail_percent))
             WHEN t.kind = %(trailing_stop)s THEN mark.high::text::numeric
                  - coalesce(t.trail_amount * t.rate::text::numeric,
                             mark.high::text::numeric * t.trail_percent)
             ELSE t.level * t.rate::text::numeric END AS level
      FROM portfolios_trigger t
      JOIN markets_quote q ON q.asset_id = t.asset_id
      LEFT JOIN portfolios_highwater mark ON mark.id = t.high_water_id
     WHERE t.id = any(%(triggers)s) AND t.status = %(armed)s
       AND t.phase IN (%(in_force)s, %(at_entry)s)
       AND (t.expires_at IS NULL OR t.expires_at > %(now)s)
), breached AS (
    SELECT *, CASE WHEN sells THEN share ELSE 0 END AS weight
      FROM judged WHERE direction * exact >= direction * level
), turns AS (
    SELECT b.*, greatest(0, coalesce(g.share_left, 1) - coalesce(sum(b.weight) OVER (
               PARTITION BY coalesce(b.group_id, - b.id)
               ORDER BY b.direction, b.direction * b.level, b.id
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)) AS rest
      FROM breached b LEFT JOIN portfolios_exitgroup g ON g.id = b.group_id
), firing AS (
    SELECT *, CASE WHEN sells THEN least(share, rest) ELSE share END AS sold
      FROM turns WHERE NOT sells OR rest > 0
), fired AS (
    UPDATE portfolios_trigger t
       SET status = %(fired)s, ended_at = %(now)s, high_water_id = NULL
      FROM firing f
     WHERE t.id = f.id AND t.status = %(armed)s
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
       SET status = %(cancelled)s, ended_at = %(now)s, high_water_id = NULL
      FROM used u
     WHERE t.group_id = u.id AND u.share_left = 0 AND t.status = %(armed)s
       AND NOT EXISTS (SELECT 1 FROM firing f WHERE f.id = t.id)
), alerts AS (
    INSERT INTO portfolios_alert (portfolio_id, trigger_id, arming, kind, asset_id, fired_at,
                                  price, quote_as_of, source, level_usd, level, share, quantity)
    SELECT f.portfolio_id, f.id, f.arming, f.kind, f.asset_id, %(now)s, f.price, f.as_of,
           f.source, f.level, round(f.level / f.rate, 18), f.sold,
           round(CASE WHEN g.id IS NULL THEN f.sold * held.quantity
                      ELSE least(held.quantity, f.sold * g.quantity) END, 18)
      FROM firing f
      JOIN fired ON fired.id = f.id
      LEFT JOIN portfolios_exitgroup g ON g.id = f.group_id
     CROSS JOIN LATERAL (
        SELECT greatest(0, coalesce(sum(p.quantity), 0)) AS quantity FROM portfolios_position p
         WHERE p.portfolio_id = f.portfolio_id AND p.asset_id = f.asset_id
     ) held
     ORDER BY f.direction, f.direction * f.level, f.id
 RETURNING id
)
SELECT id FROM alerts ORDER BY id
