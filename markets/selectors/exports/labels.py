"""The histories that can be taken away, and the forms that they come in, as pages name them."""

from django.utils.translation import gettext_lazy

TABLE_LABELS = {
    "candles": gettext_lazy("Days: open, high, low, close, volume, cap"),
    "observations": gettext_lazy("Figures beyond candles, each with the day it was seen"),
    "points": gettext_lazy("Data points of each analysed day"),
    "grades": gettext_lazy("Grades"),
    "signals": gettext_lazy("Signals"),
    "forecasts": gettext_lazy("Forecasts"),
}
FORM_LABELS = {"csv": "CSV", "ndjson": "NDJSON", "parquet": "Parquet"}
