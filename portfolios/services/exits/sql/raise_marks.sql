-- One row for all trails that have seen the same prices, and only where the price is a new high.
UPDATE portfolios_highwater mark
   SET high = q.price, opened_at = coalesce(mark.opened_at, q.as_of),
       opening_high = CASE
           WHEN mark.opened_at IS NULL
             OR date_trunc('day', q.as_of, 'UTC') = date_trunc('day', mark.opened_at, 'UTC')
           THEN q.price ELSE mark.opening_high END
  FROM markets_quote q
 WHERE q.asset_id = mark.asset_id AND q.as_of > mark.after AND q.as_of > %(fresh_since)s
   AND (mark.high IS NULL OR q.price > mark.high)
