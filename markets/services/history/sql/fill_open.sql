UPDATE markets_candle SET open = %(open)s, high = greatest(%(high)s, close), low = least(%(low)s, close)
 WHERE asset_id = %(asset)s AND day = %(day)s AND high IS NULL
