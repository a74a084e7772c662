SELECT asset_id, day - %(first)s, coalesce(open, 'NaN'), coalesce(high, 'NaN'),
       coalesce(low, 'NaN'), close, coalesce(volume, 'NaN'), coalesce(market_cap, 'NaN')
  FROM markets_candle
 WHERE asset_id = any(%(ids)s) AND day BETWEEN %(first)s AND %(last)s
