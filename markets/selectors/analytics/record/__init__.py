"""Track records, as stored, in tables and in words."""
