"""The periods that pages, charts and the API offer, and where each of them opens."""

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

from markets.wording import gettext_noop


class Period(StrEnum):
    """The periods that a page offers; `custom` has its own first and last day."""

    DAY = "1d"
    WEEK = "7d"
    MONTH = "1m"
    QUARTER = "3m"
    YEAR_TO_DATE = "ytd"
    YEAR = "1y"
    ALL = "all"
    CUSTOM = "custom"


# The periods of a chart's buttons, and what these say.
RANGES = {
    Period.DAY: gettext_noop("1D"), Period.WEEK: gettext_noop("7D"),
    Period.MONTH: gettext_noop("1M"), Period.QUARTER: gettext_noop("3M"),
    Period.YEAR_TO_DATE: gettext_noop("YTD"), Period.YEAR: gettext_noop("1Y"),
    Period.ALL: gettext_noop("All"),
}  # fmt: skip
_DAYS_BACK = {Period.DAY: 1, Period.WEEK: 7}
_MONTHS_BACK = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


def opening_day(period: Period, *, last: date) -> date | None:
    """The day at whose end a period opens that closes with `last`; None for no such limit.

    A month back is the same day of the month before, or that month's last.
    """
    if period in _DAYS_BACK:
        return last - timedelta(days=_DAYS_BACK[period])
    if period in _MONTHS_BACK:
        return _months_before(last, months=_MONTHS_BACK[period])
    if period == Period.YEAR_TO_DATE:
        return date(last.year - 1, 12, 31)
    return None


def _months_before(day: date, *, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
