-- Two prices that both jumped to where the other one stood are likely under each other's names, and
-- wait as many jumps do: no longer, since two coins can also pass each other, and a stop is to fire
-- then. Where more jump, it is the market or the vendor as a whole.
WITH jumps AS (
    SELECT asset_id, price, last_price FROM judged_quote WHERE is_jump LIMIT %(most)s
)
UPDATE judged_quote AS judged SET verdict = %(unchanged)s, accepted = FALSE
  FROM jumps AS one JOIN jumps AS other ON other.asset_id <> one.asset_id
   AND one.price BETWEEN other.last_price * (1 - %(near)s) AND other.last_price / (1 - %(near)s)
   AND other.price BETWEEN one.last_price * (1 - %(near)s) AND one.last_price / (1 - %(near)s)
 WHERE judged.asset_id = one.asset_id AND judged.accepted AND judged.as_of < judged.pending_at + %(wait)s
   AND split_part(judged.pending_source, '_', 1) = split_part(%(source)s, '_', 1)
