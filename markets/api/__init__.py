"""The API of the markets, and what every part of the API is built from."""
