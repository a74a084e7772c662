UPDATE portfolios_trigger
   SET status = %(expired)s, ended_at = %(now)s, high_water_id = NULL
 WHERE status = %(armed)s AND expires_at <= %(now)s
RETURNING asset_id
