"""What was computed of the market's days, for pages and the API."""
