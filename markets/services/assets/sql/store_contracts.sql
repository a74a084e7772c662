-- A contract that another asset has already stays with it: staff decide whose it is. One that a list
-- gives to two assets is neither's.
INSERT INTO markets_assetcontract (asset_id, chain, address)
SELECT asset.id, fresh.chain, fresh.address
  FROM (SELECT chain, address, min(asset) AS asset FROM incoming_contract
         GROUP BY chain, address HAVING count(DISTINCT asset) = 1) AS fresh
  JOIN markets_asset AS asset
    ON asset.slug = fresh.asset AND asset.merged_into_id IS NULL AND asset.kind <> %(own)s
    ON CONFLICT (chain, address) DO NOTHING
