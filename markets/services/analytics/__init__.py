"""Analyses the market's days and stores them. Imported by workers and commands alone: SciPy and
TA-Lib take a second to load, which the web need not wait for."""
