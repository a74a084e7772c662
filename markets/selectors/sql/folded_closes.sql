-- The folded closes of a span: (asset, first day, closes), a row an asset-year.
SELECT years.asset_id, greatest(%(first)s, make_date(years.year, 1, 1)),
       years.close[span.first:span.last]
  FROM markets_candleyear AS years
 CROSS JOIN LATERAL (
     SELECT greatest(%(first)s - make_date(years.year, 1, 1), 0) + 1,
            least(%(last)s - make_date(years.year, 1, 1), 365) + 1
 ) AS span (first, last)
 WHERE years.asset_id = any(%(ids)s)
   AND years.year BETWEEN extract(YEAR FROM %(first)s) AND extract(YEAR FROM %(last)s)
