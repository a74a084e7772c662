"""Short or long: how long a lot was held, in calendar years of the portfolio's time zone."""

from datetime import date, datetime, timedelta, tzinfo

from portfolios.accounting.core.types import Term

_SURELY_SHORT = timedelta(days=364)
_SURELY_LONG = timedelta(days=368)


def term_held(acquired_at: datetime, disposed_at: datetime, *, tz: tzinfo) -> Term:
    """Long when held for more than one year, counted from the day after the acquisition.

    The rule of US Internal Revenue Code § 1222: what was bought on 15 January 2023 is long-term
    from 16 January 2024 on.
    """
    held = disposed_at - acquired_at
    if held < _SURELY_SHORT:
        return Term.SHORT
    if held > _SURELY_LONG:
        return Term.LONG
    anniversary = _year_after(acquired_at.astimezone(tz).date())
    return Term.LONG if disposed_at.astimezone(tz).date() > anniversary else Term.SHORT


def _year_after(day: date) -> date:
    """The same day of the next year; 28 February after a 29th."""
    if (day.month, day.day) == (2, 29):
        return date(day.year + 1, 2, 28)
    return day.replace(year=day.year + 1)
