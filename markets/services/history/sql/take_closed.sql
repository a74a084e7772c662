DELETE FROM markets_candle WHERE asset_id = any(%(assets)s) AND day < %(open)s
RETURNING asset_id, day, open, high, low, close, volume, market_cap, source
