-- All data points of a day in one row: values and ranks of assets, one array after the other.
SELECT array_agg(asset_id), array_agg(cardinality(values)),
       string_agg(substr(array_send(values), 21), ''),
       string_agg(substr(array_send(ranks), 21), '')
  FROM markets_assetpoints
 WHERE run_id = %(run)s AND day = %(day)s
