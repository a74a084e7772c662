INSERT INTO markets_candle AS candle (asset_id, day, open, high, low, close, volume, market_cap, source)
SELECT asset_id, day, open, high, low, close, volume, market_cap, source FROM incoming_candle
WHERE day >= %(open)s AND close > 0 AND close < 'infinity'
ORDER BY asset_id, day
ON CONFLICT (asset_id, day) DO UPDATE SET
    open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
    volume = excluded.volume, market_cap = excluded.market_cap, source = excluded.source
WHERE candle.source = %(recorded)s AND excluded.source <> %(recorded)s
