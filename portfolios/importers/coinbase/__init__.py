"""Coinbase's transaction history: headers of 2018 to today, with and without ids and preamble."""
