"""The screener over the API: the query of its page, answered with values."""
