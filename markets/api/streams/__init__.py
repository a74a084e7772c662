"""Histories over the API, streamed: CSV, NDJSON and Parquet."""
