"""Kraken's ledgers export: every change of a balance, joined by refid into transactions."""
