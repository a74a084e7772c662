-- The observed days of a span: (asset, figure, days from its first, values, days until seen).
SELECT years.asset_id, years.figure, greatest(make_date(years.year, 1, 1) - %(first)s, 0),
       years.values[span.first:span.last], years.seen_after[span.first:span.last]
  FROM markets_observationyear AS years
 CROSS JOIN LATERAL (
     SELECT greatest(%(first)s - make_date(years.year, 1, 1), 0) + 1,
            least(%(last)s - make_date(years.year, 1, 1), 365) + 1
 ) AS span (first, last)
 WHERE years.asset_id = any(%(ids)s)
   AND years.figure = any(%(figures)s)
   AND years.year BETWEEN extract(YEAR FROM %(first)s) AND extract(YEAR FROM %(last)s)
