-- Only what differs is written, so that a refresh finds the quotes' pages as it left them.
WITH closes AS (
    SELECT asset_id, day, close FROM markets_candle
     UNION ALL
    SELECT folded.asset_id, %(block_day)s::date + (folded.block - %(block)s) * %(block_days)s
           + (days.n::int - 1), days.close
      FROM markets_candleblock AS folded
     CROSS JOIN LATERAL unnest(folded.close) WITH ORDINALITY AS days (close, n)
     WHERE folded.block >= %(block)s AND days.close <> 'NaN'
), returns AS (
    SELECT asset_id, ln(close / lag(close) OVER (PARTITION BY asset_id ORDER BY day)) AS change
      FROM closes
     WHERE day BETWEEN %(first)s AND %(last)s
), spread AS (
    SELECT asset_id, least(%(widest)s, greatest(%(narrowest)s,
               1 - exp(- %(deviations)s * stddev_samp(change)))) AS band
      FROM returns WHERE change IS NOT NULL
     GROUP BY asset_id HAVING count(change) >= %(least)s
), made AS (
    SELECT q.asset_id, s.band FROM markets_quote q LEFT JOIN spread s USING (asset_id)
)
UPDATE markets_quote q SET band = made.band
  FROM made WHERE made.asset_id = q.asset_id AND q.band IS DISTINCT FROM made.band
