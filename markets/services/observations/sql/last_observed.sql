-- The last day of which anything was observed, by asset.
SELECT asset_id, max(make_date(year, 1, 1) + (cardinality(seen_after) - 1))
  FROM markets_observationyear
 WHERE source = %(source)s
 GROUP BY asset_id
