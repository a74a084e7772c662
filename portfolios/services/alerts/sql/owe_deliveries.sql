-- Who gets what: each enabled channel of a person takes all kinds, or those that it names.
INSERT INTO portfolios_delivery (alert_id, notice_id, channel_id, key, status, attempts,
                                 next_attempt_at, last_error)
SELECT owed.alert_id, owed.notice_id, c.id, gen_random_uuid(), %(pending)s, 0, %(now)s, ''
  FROM (
    SELECT a.id AS alert_id, NULL::bigint AS notice_id, p.owner_id AS user_id, a.kind
      FROM portfolios_alert a JOIN portfolios_portfolio p ON p.id = a.portfolio_id
     WHERE a.id = any(%(alerts)s::bigint[])
    UNION ALL
    SELECT NULL, n.id, n.user_id, n.kind FROM portfolios_notice n
     WHERE n.id = any(%(notices)s::bigint[])
  ) owed
  JOIN portfolios_channel c ON c.user_id = owed.user_id AND c.enabled
                           AND (c.kinds = '{}' OR owed.kind = any(c.kinds))
 ORDER BY owed.alert_id, owed.notice_id, c.id
