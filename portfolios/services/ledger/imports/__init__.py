"""Files taken into a ledger: read, planned against it, previewed, written, and undone."""
