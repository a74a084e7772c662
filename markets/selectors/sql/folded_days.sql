-- The folded days of a span: (asset, days from its first to the first array element, figures).
SELECT years.asset_id, greatest(make_date(years.year, 1, 1) - %(first)s, 0),
       array_replace(years.open[span.first:span.last], NULL, 'NaN'),
       array_replace(years.high[span.first:span.last], NULL, 'NaN'),
       array_replace(years.low[span.first:span.last], NULL, 'NaN'),
       array_replace(years.close[span.first:span.last], NULL, 'NaN'),
       array_replace(years.volume[span.first:span.last], NULL, 'NaN'),
       array_replace(years.market_cap[span.first:span.last], NULL, 'NaN')
  FROM markets_candleyear AS years
 CROSS JOIN LATERAL (
     SELECT greatest(%(first)s - make_date(years.year, 1, 1), 0) + 1,
            least(%(last)s - make_date(years.year, 1, 1), 365) + 1
 ) AS span (first, last)
 WHERE years.asset_id = any(%(ids)s)
   AND years.year BETWEEN extract(YEAR FROM %(first)s) AND extract(YEAR FROM %(last)s)
