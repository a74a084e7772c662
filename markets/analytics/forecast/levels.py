"""The levels and horizons that a forecast is made for."""

LEVELS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
HORIZONS = (1, 7, 30)
# A forecast is given from this many known daily returns on.
LEAST_RETURNS = 365
