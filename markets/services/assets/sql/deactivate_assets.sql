UPDATE markets_asset AS asset SET is_active = FALSE, rank = NULL, updated_at = %(now)s
WHERE asset.is_active AND asset.kind NOT IN (%(fiat)s, %(own)s)
AND NOT EXISTS (SELECT 1 FROM incoming_asset AS fresh WHERE fresh.slug = asset.slug)
AND NOT EXISTS (SELECT 1 FROM markets_quote AS quote
                WHERE quote.asset_id = asset.id AND quote.received_at >= %(quoted_since)s)
