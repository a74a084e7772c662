-- What began before this number had ended, so its books are seen.
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint
