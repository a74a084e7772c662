-- A state is written by who read the version that stands: of two workers, or of a worker and an
-- edit, the second finds another one and writes nothing. An alert that fires is claimed with it.
WITH states AS (
    SELECT * FROM jsonb_to_recordset(%(states)s::jsonb) AS s (
        id bigint, version int, met bigint[], unmet bigint[], unconfirmed bigint[],
        unconfirmed_at timestamptz, day date, fires boolean)
), held AS (
    SELECT a.id, s.met, s.unmet, s.unconfirmed, s.unconfirmed_at, s.day,
           s.fires AND coalesce(a.silent_until <= %(now)s, TRUE) AS fires
      FROM portfolios_marketalert a
      JOIN states s ON s.id = a.id AND s.version = a.version
     WHERE a.status = %(armed)s
     ORDER BY a.id
       FOR UPDATE OF a
)
UPDATE portfolios_marketalert a
   SET met = h.met, unmet = h.unmet, unconfirmed = h.unconfirmed,
       unconfirmed_at = h.unconfirmed_at, evaluated_day = coalesce(h.day, a.evaluated_day),
       evaluated_at = %(now)s, version = a.version + 1,
       status = CASE WHEN h.fires AND a.repeat = %(once)s THEN %(fired)s ELSE a.status END,
       fired_at = CASE WHEN h.fires THEN %(now)s ELSE a.fired_at END,
       firings = a.firings + h.fires::int,
       silent_until = CASE WHEN NOT h.fires THEN a.silent_until
            WHEN a.repeat = %(daily)s THEN %(now)s + interval '1 day'
            WHEN a.repeat = %(hourly)s THEN %(now)s + interval '1 hour' END
  FROM held h
 WHERE a.id = h.id
RETURNING a.id, h.fires
