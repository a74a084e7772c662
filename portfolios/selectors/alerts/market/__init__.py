"""Alerts on the market in words, beside what they watch."""
