"""The spans that a change is shown over: the last 24 hours, then whole days."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from markets.numbers import ONE
from portfolios.accounting.returns.performance import DailyReturn
from portfolios.accounting.returns.periods import Stretch, stretch_of
from portfolios.selectors.performance.series import Series

DAY, ALL = "24h", "all"
# Days back, after the last 24 hours; None is the whole history.
SPANS = {"7d": 7, "30d": 30, "1y": 365, ALL: None}


def stretch_over(series: Series, span: str) -> Stretch:
    """The days of a span of SPANS, up to the last one. The series has days."""
    days = SPANS[span]
    last = series.days[-1].day
    return stretch_of(series.days, first=days and last - timedelta(days=days - 1))


def chained_over(returns: Sequence[DailyReturn], stretch: Stretch) -> Decimal:
    """The time-weighted return from a stretch's first day on; `returns` are of the whole series."""
    growth = ONE
    for one in returns[stretch.offset :]:
        growth *= ONE + one.simple
    return growth - ONE
