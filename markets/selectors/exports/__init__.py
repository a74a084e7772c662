"""Whole histories, a batch of rows at a time: what is held in memory does not grow with them."""
