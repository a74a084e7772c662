SELECT asset_id, block, source, recorded, open, close, figures FROM markets_candleblock
 WHERE asset_id = any(%(assets)s) AND block = any(%(blocks)s)
