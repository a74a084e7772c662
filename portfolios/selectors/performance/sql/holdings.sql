-- Days since 1970, units, capital and moves of every holding, as floats: they end in a table.
SELECT portfolio_id, account_id, asset_id,
       array(SELECT day - DATE '1970-01-01' FROM unnest(days) AS day),
       units::FLOAT8[], capital::FLOAT8[], moved::FLOAT8[]
  FROM portfolios_holdingseries WHERE portfolio_id = any(%(portfolios)s)
