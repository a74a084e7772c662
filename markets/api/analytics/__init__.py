"""Analysed days: what was computed of assets and the market, and how it did."""
