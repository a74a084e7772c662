"""The histories that can be taken away, and the forms that they come in, as pages name them."""

TABLE_LABELS = {
    "candles": "Days: open, high, low, close, volume, cap",
    "observations": "Figures beyond candles, each with the day it was seen",
    "points": "Data points of each analysed day",
    "grades": "Grades",
    "signals": "Signals",
    "forecasts": "Forecasts",
}
FORM_LABELS = {"csv": "CSV", "ndjson": "NDJSON", "parquet": "Parquet"}
