INSERT INTO markets_candle AS candle
       (asset_id, day, open, high, low, close, volume, market_cap, source)
SELECT quote.asset_id, %(day)s, coalesce(before.close, quote.price),
       greatest(quote.price, before.close), least(quote.price, before.close),
       quote.price, quote.volume_24h, quote.market_cap, %(source)s
FROM markets_quote AS quote
JOIN markets_asset AS asset ON asset.id = quote.asset_id
LEFT JOIN markets_candleyear AS folded
       ON folded.asset_id = quote.asset_id AND folded.year = extract(YEAR FROM %(day)s::date)
LEFT JOIN markets_candle AS yesterday
       ON yesterday.asset_id = quote.asset_id AND yesterday.day = %(day)s::date - 1
CROSS JOIN LATERAL (
    SELECT coalesce(yesterday.close, folded.close[extract(DOY FROM %(day)s::date)::int - 1])
) AS before (close)
WHERE asset.kind NOT IN (%(fiat)s, %(own)s) AND (quote.as_of AT TIME ZONE 'UTC')::date = %(day)s
  AND folded.close[extract(DOY FROM %(day)s::date)::int] IS NULL
ON CONFLICT (asset_id, day) DO UPDATE SET
    high = greatest(candle.high, excluded.close), low = least(candle.low, excluded.close),
    close = excluded.close, volume = excluded.volume, market_cap = excluded.market_cap
WHERE candle.source = %(source)s
