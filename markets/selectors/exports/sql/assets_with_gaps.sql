-- Every block but an asset's last is full, and before its first known day none is missing.
WITH blocks AS (
    SELECT asset_id, block, cardinality(close) AS days,
           cardinality(array_positions(close, 'NaN')) AS unknown,
           min(block) OVER same AS first_block, max(block) OVER same AS last_block,
           count(*) OVER same AS stored,
           CASE WHEN block = min(block) OVER same
                THEN (SELECT min(n) FROM unnest(close) WITH ORDINALITY AS one (value, n)
                       WHERE value <> 'NaN') - 1
                ELSE 0 END AS before_first
      FROM markets_candleblock
    WINDOW same AS (PARTITION BY asset_id)
)
SELECT asset_id FROM blocks
 GROUP BY asset_id
HAVING bool_or(unknown > before_first)
    OR bool_or(days < %(block_days)s AND block < last_block)
    OR max(last_block) - min(first_block) + 1 > count(*)
 ORDER BY asset_id
