-- The first accepted price of a new hour puts the old hour away, in the same transaction: the
-- record of what was accepted has no gap, and is written once an hour, not at each refresh.
INSERT INTO markets_acceptedrange AS kept (asset_id, start, hours, high, low, close)
SELECT quote.asset_id, date_trunc('hour', quote.as_of, 'UTC'), 1,
       coalesce(quote.hour_high, quote.price), coalesce(quote.hour_low, quote.price), quote.price
FROM judged_quote AS fresh JOIN markets_quote AS quote ON quote.asset_id = fresh.asset_id
WHERE fresh.accepted AND fresh.new_hour AND quote.as_of < fresh.as_of
ON CONFLICT (asset_id, start) DO UPDATE
SET high = greatest(kept.high, excluded.high), low = least(kept.low, excluded.low),
    close = excluded.close
