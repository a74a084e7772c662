-- What is known of an hour stays: the vendor fills what is not.
INSERT INTO markets_hourcandles AS kept (asset_id, day, high, low, close)
VALUES (%(asset)s, %(day)s, %(high)s, %(low)s, %(close)s)
    ON CONFLICT (asset_id, day) DO UPDATE
   SET (high, low, close) = (
       SELECT array_agg(coalesce(nullif(own.high, 'NaN'), own.new_high) ORDER BY own.hour),
              array_agg(coalesce(nullif(own.low, 'NaN'), own.new_low) ORDER BY own.hour),
              array_agg(coalesce(nullif(own.close, 'NaN'), own.new_close) ORDER BY own.hour)
         FROM unnest(kept.high, kept.low, kept.close, excluded.high, excluded.low, excluded.close)
              WITH ORDINALITY AS own (high, low, close, new_high, new_low, new_close, hour))
