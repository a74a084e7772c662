-- Every armed trigger of a choice is put where its terms, the rate, the average cost and its phase
-- want it, in one statement. Rows are locked in the order of their keys first, so that two that
-- choose overlapping rows wait for each other instead of for ever. A choice that is null is no
-- condition to the planner, which takes the index of the one that is given.
WITH chosen AS MATERIALIZED (
    SELECT id FROM portfolios_trigger t
     WHERE t.status = %(armed)s AND (
            (%(triggers)s::bigint[] IS NOT NULL AND t.id = any(%(triggers)s))
            OR (%(currencies)s::bigint[] IS NOT NULL AND t.currency_id = any(%(currencies)s))
            OR (%(portfolio)s::bigint IS NOT NULL AND t.portfolio_id = %(portfolio)s
                AND t.basis = %(average_cost)s)
            OR (%(windows)s AND t.window_hours IS NOT NULL)
       )
     ORDER BY id
       FOR UPDATE
), rated AS (
    SELECT t.*, currency.rate AS new_rate, currency.rate::text::numeric AS exact_rate,
           CASE WHEN t.basis = %(average_cost)s THEN cost.average END AS average_usd,
           CASE WHEN t.basis = %(window)s THEN reference.close::text::numeric END AS reference_usd
      FROM portfolios_trigger t
      JOIN chosen ON chosen.id = t.id
     CROSS JOIN LATERAL (
        SELECT CASE WHEN a.slug = %(usd)s THEN 1.0 ELSE coalesce(q.price, t.rate) END AS rate
          FROM markets_asset a LEFT JOIN markets_quote q ON q.asset_id = a.id
         WHERE a.id = t.currency_id
     ) currency
      LEFT JOIN LATERAL (
        SELECT CASE WHEN a.id = t.currency_id THEN currency.rate::text::numeric
                    WHEN a.slug = %(usd)s THEN 1 ELSE q.price::text::numeric END
               * (SELECT sum(cost) / sum(quantity) FROM portfolios_position held
                   WHERE held.portfolio_id = t.portfolio_id AND held.asset_id = t.asset_id
                  HAVING sum(quantity) > 0 AND sum(cost) > 0) AS average
          FROM portfolios_portfolio p JOIN markets_asset a
            ON a.id = coalesce(p.books_currency_id, p.currency_id)
          LEFT JOIN markets_quote q ON q.asset_id = a.id
         WHERE p.id = t.portfolio_id
      ) cost ON t.basis = %(average_cost)s
      LEFT JOIN LATERAL (
        (SELECT 1 AS turn, close, start FROM markets_acceptedrange kept
          WHERE kept.asset_id = t.asset_id AND kept.start
                <= date_trunc('hour', now()) - (t.window_hours + 1) * interval '1 hour'
          ORDER BY start DESC LIMIT 1)
        UNION ALL
        (SELECT 2, close, start FROM markets_acceptedrange kept
          WHERE kept.asset_id = t.asset_id ORDER BY start LIMIT 1)
        ORDER BY turn LIMIT 1
      ) reference ON t.basis = %(window)s
), levelled AS (
    SELECT id, phase, direction, new_rate, exact_rate,
           -- What no column could hold is no level that a price reaches.
           CASE WHEN kind <> %(trailing_stop)s THEN least(1e30 - 1e-18, greatest(1e-18, round(CASE
                WHEN basis = %(entry)s THEN entry_price * (1 + coalesce(percent, 0))
                WHEN average_usd IS NOT NULL
                    THEN average_usd / exact_rate * (1 + coalesce(percent, 0))
                WHEN reference_usd IS NOT NULL THEN reference_usd * (1 + percent) / exact_rate
                ELSE level END, 18))) END AS level,
           CASE WHEN phase = %(at_entry)s THEN
                entry_price - coalesce(trail_amount, entry_price * trail_percent) END AS trailed,
           trail_amount, activate_at, entry_price
      FROM rated
)
UPDATE portfolios_trigger t
   SET level = n.level, rate = n.new_rate,
       level_usd = CASE n.phase WHEN %(in_force)s THEN n.level * n.exact_rate
                                WHEN %(at_entry)s THEN n.trailed * n.exact_rate END,
       trail_usd = n.trail_amount * n.exact_rate,
       wake_usd = CASE n.phase WHEN %(waiting)s THEN n.activate_at * n.exact_rate
                               WHEN %(recovering)s THEN n.level * n.exact_rate
                               WHEN %(at_entry)s THEN n.entry_price * n.exact_rate END,
       wake_direction = CASE n.phase WHEN %(in_force)s THEN NULL
                                     WHEN %(recovering)s THEN - n.direction ELSE 1 END
  FROM levelled n
 WHERE t.id = n.id
RETURNING t.asset_id
