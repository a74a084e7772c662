INSERT INTO markets_rejectedquote (asset_id, price, last_price, as_of, reason, source, at)
SELECT asset_id, CASE WHEN price = 'NaN' THEN NULL ELSE price END, last_price, as_of, verdict,
       %(source)s, %(now)s
FROM judged_quote WHERE verdict NOT IN (%(accepted)s, %(new)s, %(unchanged)s)
