"""Ranks of data points among the universe of the day, and the grades made of them."""
