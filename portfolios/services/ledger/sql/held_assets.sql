-- Every asset of any ledger, with the day of its first row.
SELECT asset, min(executed_at)::date FROM (
    SELECT sent_asset_id AS asset, executed_at FROM portfolios_transaction
    UNION ALL
    SELECT received_asset_id, executed_at FROM portfolios_transaction
    UNION ALL
    SELECT fee_asset_id, executed_at FROM portfolios_transaction
) legs WHERE asset IS NOT NULL GROUP BY asset ORDER BY 2
