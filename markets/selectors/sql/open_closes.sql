SELECT asset_id, day - %(first)s, close FROM markets_candle
 WHERE asset_id = any(%(ids)s) AND day BETWEEN %(first)s AND %(last)s
