-- Each figure comes as one array of all blocks, one block after the other: rows of arrays would cost
-- the client ten times as much.
INSERT INTO portfolios_valuationblock AS block (number, at, value_usd, concentration, liquid_share)
SELECT number, %(at)s, (%(value_usd)s)[first:last], (%(concentration)s)[first:last],
       (%(liquid_share)s)[first:last]
  FROM (SELECT number, (place - 1)::int * %(size)s + 1 AS first, place::int * %(size)s AS last
          FROM unnest(%(numbers)s) WITH ORDINALITY AS own (number, place)) AS fresh
ON CONFLICT (number) DO UPDATE
SET at = excluded.at, value_usd = excluded.value_usd, concentration = excluded.concentration,
    liquid_share = excluded.liquid_share
WHERE block.at <= excluded.at
