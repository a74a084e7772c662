DELETE FROM portfolios_highwater mark
 WHERE after < %(before)s
   AND NOT EXISTS (SELECT 1 FROM portfolios_trigger t WHERE t.high_water_id = mark.id)
