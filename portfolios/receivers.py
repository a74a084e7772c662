"""What portfolios do when the markets have new quotes."""
