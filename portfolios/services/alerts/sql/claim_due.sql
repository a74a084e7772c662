-- MATERIALIZED, so that the rows are chosen once. As a condition of the UPDATE the planner may run
-- the choice again for every row that it looks at: each time, the rows chosen before are passed
-- over and others are taken, which may be another channel's.
WITH due AS MATERIALIZED (
    SELECT id FROM portfolios_delivery
     WHERE channel_id = %(channel)s AND status = %(pending)s AND next_attempt_at <= %(now)s
     ORDER BY next_attempt_at, id LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
UPDATE portfolios_delivery AS delivery
   SET attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, %(now)s),
       next_attempt_at = %(until)s
  FROM due WHERE delivery.id = due.id
RETURNING delivery.id
