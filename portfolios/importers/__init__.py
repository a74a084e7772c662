"""Readers of other people's ledgers: bytes in, rows and row-level errors out. No Django."""
