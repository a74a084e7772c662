-- A source that changes its mind twice in a day is taken at its last word.
INSERT INTO markets_observationrevision AS old (asset_id, figure, day, value, source, seen_on)
SELECT asset_id, figure, day, value, source, seen_on FROM incoming_revision
ON CONFLICT (asset_id, figure, day, seen_on) DO UPDATE SET
    value = excluded.value, source = excluded.source
