-- Figures that the vendor did not give leave the stored ones as they are; a rank that is not
-- given any more is gone. Rows that would not change are not written, nor those that ended
-- or were merged into another asset. A kind that staff corrected stays, and one that was found is kept where the
-- vendor knows none.
INSERT INTO markets_asset AS asset (slug, symbol, name, kind, rank, circulating_supply,
                                    total_supply, max_supply, launched_on, is_active, updated_at)
SELECT fresh.slug, fresh.symbol, fresh.name, coalesce(fresh.kind, old.kind, %(coin)s), fresh.rank,
       coalesce(fresh.circulating_supply, old.circulating_supply),
       coalesce(fresh.total_supply, old.total_supply),
       coalesce(fresh.max_supply, old.max_supply),
       coalesce(fresh.launched_on, old.launched_on), TRUE, %(now)s
FROM incoming_asset AS fresh LEFT JOIN markets_asset AS old ON old.slug = fresh.slug
ON CONFLICT (slug) DO UPDATE SET
    symbol = excluded.symbol, name = excluded.name, rank = excluded.rank,
    kind = CASE WHEN asset.kind_is_fixed OR excluded.kind = %(coin)s THEN asset.kind ELSE excluded.kind END,
    circulating_supply = excluded.circulating_supply, total_supply = excluded.total_supply,
    max_supply = excluded.max_supply, launched_on = excluded.launched_on, is_active = TRUE,
    updated_at = excluded.updated_at
WHERE asset.merged_into_id IS NULL AND asset.ended_on IS NULL AND asset.kind <> %(own)s
  AND (asset.symbol, asset.name, asset.kind, asset.rank, asset.circulating_supply,
       asset.total_supply, asset.max_supply, asset.launched_on, asset.is_active)
    IS DISTINCT FROM
      (excluded.symbol, excluded.name,
       CASE WHEN asset.kind_is_fixed OR excluded.kind = %(coin)s THEN asset.kind ELSE excluded.kind END, excluded.rank, excluded.circulating_supply,
       excluded.total_supply, excluded.max_supply, excluded.launched_on, TRUE)
