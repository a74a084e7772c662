"""Data points: what is computed of each asset each day, by group, and the registry of all."""
