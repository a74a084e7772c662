-- What waits for a later quote is as it was held: it is neither written nor logged once more.
UPDATE judged_quote SET verdict = %(unchanged)s, accepted = FALSE
 WHERE accepted AND is_jump AND as_of < pending_at + %(wait)s
   AND split_part(pending_source, '_', 1) = split_part(%(source)s, '_', 1)
