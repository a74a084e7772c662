-- Units of every holding on the days from one on, and on its last day before.
SELECT series.account_id, series.asset_id, series.days[held.place:], series.units[held.place:]
FROM portfolios_holdingseries AS series
CROSS JOIN LATERAL (
    SELECT greatest(count(*), 1)::int AS place FROM unnest(series.days) AS day
    WHERE day <= %(first)s
) AS held
WHERE series.portfolio_id = %(portfolio)s AND NOT series.asset_id = any(%(remade)s)
ORDER BY series.asset_id, series.account_id
