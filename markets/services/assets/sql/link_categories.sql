-- Categories that staff corrected stay as they are.
WITH wanted AS (
    SELECT asset.id AS asset_id, category.id AS category_id
    FROM incoming_link AS link
    JOIN markets_asset AS asset ON asset.slug = link.asset AND NOT asset.categories_are_fixed
    JOIN markets_category AS category ON category.slug = link.category
), gone AS (
    DELETE FROM markets_asset_categories AS old
    WHERE old.asset_id IN (SELECT id FROM markets_asset
                           WHERE slug = any(%(known)s) AND NOT categories_are_fixed)
    AND NOT EXISTS (SELECT 1 FROM wanted WHERE wanted.asset_id = old.asset_id
                    AND wanted.category_id = old.category_id)
)
INSERT INTO markets_asset_categories (asset_id, category_id)
SELECT asset_id, category_id FROM wanted ON CONFLICT DO NOTHING
