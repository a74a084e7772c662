-- Fold the days of the temporary table incoming_candle into their years.
-- Of two candles of a day a final one wins over one recorded from quotes, then the stored one.
-- Returns how many days were not stored in this form before.
WITH touched AS (
    SELECT DISTINCT asset_id, extract(YEAR FROM day)::smallint AS year FROM incoming_candle
),
known AS (
    SELECT asset_id, extract(YEAR FROM day)::smallint AS year, extract(DOY FROM day)::smallint AS n,
           open, high, low, close, volume, market_cap, source, stored
      FROM incoming_candle
     UNION ALL
    SELECT candle.asset_id, candle.year, extract(DOY FROM candle.day)::smallint,
           candle.open, candle.high, candle.low, candle.close, candle.volume, candle.market_cap,
           candle.source, true
      FROM markets_candles AS candle
      JOIN touched ON touched.asset_id = candle.asset_id AND touched.year = candle.year
     WHERE candle.is_folded
),
chosen AS (
    SELECT DISTINCT ON (asset_id, year, n) *
      FROM known
     WHERE close > 0 AND close < 'infinity'
     ORDER BY asset_id, year, n, source = %(recorded)s, stored DESC
),
days AS (
    SELECT asset_id, year, n, open, high, low, close, volume, market_cap, source,
           lag(close) OVER (PARTITION BY asset_id, year ORDER BY n) AS close_before
      FROM (SELECT asset_id, year, max(n) AS last FROM chosen GROUP BY asset_id, year) AS spans
     CROSS JOIN LATERAL generate_series(1, spans.last) AS n
      LEFT JOIN chosen USING (asset_id, year, n)
),
folded AS (
    INSERT INTO markets_candleyear AS old
           (asset_id, year, source, recorded, open, high, low, close, volume, market_cap)
    SELECT asset_id, year,
           coalesce(max(source) FILTER (WHERE source <> %(recorded)s), %(recorded)s),
           coalesce(array_agg(n ORDER BY n) FILTER (WHERE source = %(recorded)s), '{}'),
           CASE WHEN count(open) > 0
                THEN array_agg(CASE WHEN open IS DISTINCT FROM close_before OR high IS null
                                    THEN open::real END ORDER BY n) END,
           CASE WHEN count(high) > 0 THEN array_agg(high::real ORDER BY n) END,
           CASE WHEN count(low) > 0 THEN array_agg(low::real ORDER BY n) END,
           array_agg(close ORDER BY n),
           CASE WHEN count(volume) > 0 THEN array_agg(volume::real ORDER BY n) END,
           CASE WHEN count(market_cap) > 0 THEN array_agg(market_cap::real ORDER BY n) END
      FROM days
     GROUP BY asset_id, year
        ON CONFLICT (asset_id, year) DO UPDATE SET
           source = excluded.source, recorded = excluded.recorded, open = excluded.open,
           high = excluded.high, low = excluded.low, close = excluded.close,
           volume = excluded.volume, market_cap = excluded.market_cap
)
SELECT count(*) FROM chosen WHERE NOT stored
