SELECT verdict, array_agg(asset_id), bool_or(new_hour) FROM judged_quote GROUP BY verdict
