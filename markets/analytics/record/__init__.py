"""How grades, signals and forecasts did afterwards, with intervals."""

from markets.analytics.record.bootstrap import Estimate
from markets.analytics.record.forecasts import Coverage, ForecastRecord, forecast_record, tally
from markets.analytics.record.grades import GradeRecord, grade_record
from markets.analytics.record.ranking import Correlation, Quintiles
from markets.analytics.record.run_ups import RunUpRecord, run_up_record
from markets.analytics.record.signals import SignalRecord, signal_records
from markets.analytics.record.spans import RECENT, WHOLE
from markets.analytics.record.trades import trade_hits
from markets.analytics.record.turns import turn_hits, turn_record

__all__ = [
    "RECENT", "WHOLE", "Correlation", "Coverage", "Estimate", "ForecastRecord", "GradeRecord",
    "Quintiles", "RunUpRecord", "SignalRecord", "forecast_record", "grade_record", "run_up_record",
    "signal_records", "tally", "trade_hits", "turn_hits", "turn_record",
]  # fmt: skip
