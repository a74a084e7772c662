UPDATE markets_quote AS quote
SET price = fresh.price, change_24h = fresh.change_24h, market_cap = fresh.market_cap,
    volume_24h = fresh.volume_24h, high_24h = fresh.high_24h, low_24h = fresh.low_24h,
    as_of = fresh.as_of, received_at = %(now)s, source = %(source)s,
    pending_price = NULL, pending_at = NULL, pending_source = NULL,
    hour_high = CASE WHEN fresh.new_hour THEN fresh.price
                     ELSE greatest(quote.hour_high, fresh.price) END,
    hour_low = CASE WHEN fresh.new_hour THEN fresh.price
                    ELSE least(quote.hour_low, fresh.price) END
FROM judged_quote AS fresh
WHERE fresh.asset_id = quote.asset_id AND fresh.accepted
