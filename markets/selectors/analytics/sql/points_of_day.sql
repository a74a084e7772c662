-- All data points of a day in one row: values and ranks of assets, one array after the other.
SELECT array_agg(asset_id), array_agg(cardinality(values)), string_agg(array_send(values), ''),
       string_agg(array_send(ranks), '')
  FROM markets_assetpoints
 WHERE run_id = %(run)s AND day = %(day)s
