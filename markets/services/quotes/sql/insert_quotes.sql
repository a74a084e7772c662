INSERT INTO markets_quote (asset_id, price, change_24h, market_cap, volume_24h, high_24h, low_24h,
                           as_of, received_at, source, hour_high, hour_low)
SELECT asset_id, price, change_24h, market_cap, volume_24h, high_24h, low_24h,
       as_of, %(now)s, %(source)s, price, price
FROM judged_quote WHERE verdict = %(new)s
