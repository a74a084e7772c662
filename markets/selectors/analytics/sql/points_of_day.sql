SELECT asset_id, values, ranks
  FROM markets_assetpoints
 WHERE run_id = %(run)s AND day = %(day)s
