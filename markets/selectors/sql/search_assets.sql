-- The ids of what a text may mean, the likest first. Each way of matching has an index of its own,
-- and gives no more than can be offered, so that a letter that thousands begin with costs no more.
-- Currencies are also found by their names in the reader's language, of which the codes are given.
-- A text of one or two letters holds no trigram, and is the beginning of too many slugs.
WITH offered AS NOT MATERIALIZED (
    SELECT id, symbol, name, slug, kind, rank FROM markets_asset
     WHERE is_active AND (kind <> %(own)s OR id = any(%(own_ids)s::bigint[]))
), found AS (
    (SELECT * FROM offered WHERE upper(symbol) = upper(%(text)s)
      ORDER BY kind <> %(fiat)s, rank ASC NULLS LAST, slug LIMIT %(most)s)
    UNION
    (SELECT * FROM offered WHERE upper(name) = upper(%(text)s)
      ORDER BY rank ASC NULLS LAST, slug LIMIT %(most)s)
    UNION
    (SELECT * FROM offered WHERE id = any(%(first)s::bigint[])
        AND (upper(symbol) LIKE upper(%(begins)s) OR upper(name) LIKE upper(%(begins)s)
             OR %(is_long)s AND (upper(slug) LIKE upper(%(begins)s)
                                 OR upper(name) LIKE upper(%(holds)s))))
    UNION
    (SELECT * FROM offered WHERE upper(symbol) LIKE upper(%(begins)s)
      ORDER BY rank ASC NULLS LAST, slug LIMIT %(most)s)
    UNION
    (SELECT * FROM offered WHERE upper(name) LIKE upper(%(begins)s)
      ORDER BY rank ASC NULLS LAST, slug LIMIT %(most)s)
    UNION
    (SELECT * FROM offered WHERE %(is_long)s AND upper(slug) LIKE upper(%(begins)s)
      ORDER BY rank ASC NULLS LAST, slug LIMIT %(most)s)
    UNION
    (SELECT * FROM offered WHERE %(is_long)s AND upper(name) LIKE upper(%(holds)s)
      ORDER BY rank ASC NULLS LAST, slug LIMIT %(most)s)
    UNION
    SELECT * FROM offered WHERE kind = %(fiat)s AND symbol = any(%(called_like)s::text[])
    UNION
    SELECT * FROM offered WHERE %(is_long)s AND id IN (
        SELECT asset_id FROM markets_assetname WHERE upper(text) LIKE upper(%(begins)s)
        UNION
        SELECT asset_id FROM markets_assetcontract WHERE address = any(%(addresses)s::text[]))
)
SELECT id FROM found
 ORDER BY CASE
          WHEN id = any(%(first)s::bigint[]) THEN 0
          WHEN kind = %(fiat)s AND upper(symbol) = upper(%(text)s) THEN 1
          WHEN upper(%(text)s) IN (upper(symbol), upper(name)) THEN 2
          WHEN kind = %(fiat)s AND symbol = any(%(called)s::text[]) THEN 2
          WHEN upper(symbol) LIKE upper(%(begins)s) THEN 3
          WHEN upper(name) LIKE upper(%(begins)s) THEN 4
          ELSE 5
          END, rank ASC NULLS LAST, slug
 LIMIT %(most)s
