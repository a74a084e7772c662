INSERT INTO markets_observationyear AS old (asset_id, figure, year, source, values, seen_after)
SELECT asset_id, figure, year, source, values, seen_after FROM incoming_year
ON CONFLICT (asset_id, figure, year) DO UPDATE SET
    source = excluded.source, values = excluded.values, seen_after = excluded.seen_after
