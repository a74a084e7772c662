INSERT INTO markets_candle AS candle
       (asset_id, day, open, high, low, close, volume, market_cap, source)
SELECT quote.asset_id, %(day)s, coalesce(before.close, quote.price),
       greatest(quote.price, before.close), least(quote.price, before.close),
       quote.price, quote.volume_24h, quote.market_cap, %(source)s
FROM markets_quote AS quote
-- Only a day that may be folded, or follows one that is, needs the arrays.
LEFT JOIN markets_candleblock AS folded
       ON %(is_closed)s AND folded.asset_id = quote.asset_id AND folded.block = %(block)s
LEFT JOIN markets_candle AS yesterday
       ON yesterday.asset_id = quote.asset_id AND yesterday.day = %(day)s::date - 1
CROSS JOIN LATERAL (
    SELECT coalesce(yesterday.close, nullif(folded.close[%(place)s - 1], 'NaN'))
) AS before (close)
WHERE quote.asset_id NOT IN (SELECT id FROM markets_asset WHERE kind IN (%(fiat)s, %(own)s))
  AND quote.as_of >= %(day)s::timestamp AT TIME ZONE 'UTC'
  AND quote.as_of < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'
  AND coalesce(folded.close[%(place)s], 'NaN') = 'NaN'
ON CONFLICT (asset_id, day) DO UPDATE SET
    high = greatest(candle.high, excluded.close), low = least(candle.low, excluded.close),
    close = excluded.close, volume = excluded.volume, market_cap = excluded.market_cap
WHERE candle.source = %(source)s
