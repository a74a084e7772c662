INSERT INTO portfolios_valuationblock AS block (number, at, value_usd, concentration, liquid_share)
SELECT number, %(at)s, value_usd, concentration, liquid_share FROM fresh_valuation
ON CONFLICT (number) DO UPDATE
SET at = excluded.at, value_usd = excluded.value_usd, concentration = excluded.concentration,
    liquid_share = excluded.liquid_share
WHERE block.at <= excluded.at
