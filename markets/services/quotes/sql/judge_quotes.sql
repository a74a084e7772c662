-- `accepted` is a column of its own because the planner takes a truth value that it knows nothing of
-- for half of the rows, a text for a handful, which it would then look up one by one.
-- A stored instant that is yet to come, of a clock that was wrong, makes nothing newer stale.
CREATE TEMPORARY TABLE judged_quote ON COMMIT DROP AS
SELECT *, verdict = %(accepted)s AS accepted FROM (
SELECT asset.id AS asset_id, fresh.*, quote.price AS last_price,
    date_bin('1 hour', quote.as_of, 'epoch') <> date_bin('1 hour', fresh.as_of, 'epoch')
        AS new_hour,
    quote.pending_at, quote.pending_source,
    quote.as_of BETWEEN fresh.as_of - %(recent)s AND fresh.as_of AS is_recent,
    fresh.price NOT BETWEEN quote.price * (1 - coalesce(quote.band, %(band)s))
                        AND quote.price / (1 - coalesce(quote.band, %(band)s)) AS is_jump,
    CASE
    WHEN fresh.price IS NULL OR NOT (fresh.price > 0 AND fresh.price <= %(most_price)s)
        THEN %(not_positive)s
    WHEN fresh.high_24h < fresh.low_24h THEN %(crossed)s
    WHEN fresh.as_of > %(horizon)s THEN %(future)s
    WHEN quote.asset_id IS NULL THEN %(new)s
    WHEN (fresh.as_of = quote.as_of AND fresh.price = quote.price)
        OR (fresh.as_of = quote.pending_at AND fresh.price = quote.pending_price)
        THEN %(unchanged)s
    WHEN fresh.as_of <= quote.as_of AND quote.as_of <= %(horizon)s THEN %(stale)s
    WHEN fresh.price BETWEEN quote.price * (1 - coalesce(quote.band, %(band)s))
                         AND quote.price / (1 - coalesce(quote.band, %(band)s)) THEN %(accepted)s
    WHEN quote.pending_at IS NULL THEN %(unconfirmed)s
    WHEN fresh.as_of <= quote.pending_at AND quote.pending_at <= %(horizon)s
         AND quote.pending_source = %(source)s THEN %(stale)s
    WHEN fresh.price BETWEEN quote.pending_price * (1 - coalesce(quote.band, %(band)s))
                         AND quote.pending_price / (1 - coalesce(quote.band, %(band)s))
        THEN %(accepted)s
    ELSE %(unconfirmed)s
    END AS verdict
FROM incoming_quote AS fresh
JOIN markets_asset AS asset ON asset.slug = fresh.slug AND asset.kind <> %(fiat)s
    AND asset.merged_into_id IS NULL AND NOT asset.is_worthless
LEFT JOIN markets_quote AS quote ON quote.asset_id = asset.id
) AS judged
