-- What closed while it stood as a row joins what comes in, so that a day never stands in both.
WITH taken AS (
    DELETE FROM markets_candle WHERE asset_id = any(%(assets)s) AND day < %(open)s
    RETURNING asset_id, day, open, high, low, close, volume, market_cap, source
)
INSERT INTO incoming_candle SELECT asset_id, day, open, high, low, close, volume, market_cap, source, true FROM taken
