-- Two joins of small tables tell which assets have anything to judge at all: after a usual tick,
-- none or a handful. The last factor is for the rounding of floats: looking once too often is
-- harmless.
SELECT q.asset_id
  FROM markets_quote q JOIN portfolios_nearestlevel n ON n.asset_id = q.asset_id
 WHERE q.as_of > %(fresh_since)s AND (q.price <= n.falling_usd OR q.price >= n.rising_usd)
UNION
SELECT q.asset_id
  FROM portfolios_highwater mark
  JOIN portfolios_nearestlevel n ON n.asset_id = mark.asset_id
  JOIN markets_quote q ON q.asset_id = mark.asset_id
 WHERE q.as_of > %(fresh_since)s
   AND q.price <= 1.000000001 * greatest(mark.high * (1 - n.trail_percent),
                                         mark.high - n.trail_usd)
