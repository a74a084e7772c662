INSERT INTO markets_candleblock AS old (asset_id, block, source, recorded, open, close, figures)
SELECT asset_id, block, source, recorded, open, close, figures FROM incoming_block
ORDER BY asset_id, block
ON CONFLICT (asset_id, block) DO UPDATE SET
    source = excluded.source, recorded = excluded.recorded, open = excluded.open,
    close = excluded.close, figures = excluded.figures
