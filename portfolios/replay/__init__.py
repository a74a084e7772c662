"""Ledger and price files in, the figures as JSON or a table out: no database."""
