"""Analyses the market's days as they close, and stores them."""
