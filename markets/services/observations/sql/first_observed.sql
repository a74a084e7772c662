-- The first day of which anything was observed, by asset; -1 stands for a day without a value.
SELECT asset_id, min(make_date(year, 1, 1) + place::integer - 1)
  FROM markets_observationyear, unnest(seen_after) WITH ORDINALITY AS seen (after, place)
 WHERE source = %(source)s AND after <> -1
 GROUP BY asset_id
