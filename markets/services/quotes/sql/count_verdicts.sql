SELECT verdict, array_agg(asset_id), bool_or(new_hour),
       count(*) FILTER (WHERE is_recent), count(*) FILTER (WHERE is_recent AND is_jump),
       bool_or(accepted AND is_jump), max(as_of)
  FROM judged_quote GROUP BY verdict
