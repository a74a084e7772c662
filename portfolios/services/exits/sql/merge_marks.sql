-- Marks of one asset that have come to the same height see the same prices from now on, so one
-- serves for both. Each trail is written once a merge, and of a pair those of the younger.
WITH same AS (
    SELECT id, first_value(id) OVER (PARTITION BY asset_id, high ORDER BY opened_at, id) AS kept
      FROM portfolios_highwater WHERE high IS NOT NULL AND after < %(before)s
)
UPDATE portfolios_trigger t SET high_water_id = same.kept
  FROM same WHERE t.high_water_id = same.id AND same.id <> same.kept
