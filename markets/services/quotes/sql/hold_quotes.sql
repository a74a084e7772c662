UPDATE markets_quote AS quote
SET pending_price = fresh.price, pending_at = fresh.as_of, pending_source = %(source)s
FROM judged_quote AS fresh
WHERE fresh.asset_id = quote.asset_id AND fresh.verdict = %(unconfirmed)s
