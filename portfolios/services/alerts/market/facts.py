"""What is so now of a subject whose alert has fired, in a sentence."""

from datetime import UTC, datetime

import numpy as np

from markets.analytics.grades.grade import word_of
from markets.analytics.market import cautions
from markets.selectors.analytics.changes import CHANGE_DAYS
from markets.selectors.measures.catalogue import (
    CHASING,
    INVESTOR_BAND,
    MEASURES,
    REGIME,
    SIGNAL_FLIP,
    TRADER_BAND,
    Measure,
)
from markets.selectors.measures.values import REGIMES, MarketNow
from markets.templatetags.points import caution_text
from portfolios.models import MarketAlert
from portfolios.selectors.alerts.market.words import measure_of

_GRADES = {TRADER_BAND: "asset.trader", INVESTOR_BAND: "asset.investor"}
_RUN_UP = ("ret_30d", "ret_90d", "ret_365d")


def fact(alert: MarketAlert, subject: int, value: float, *, market: MarketNow) -> str:
    """With the value that met the condition; without the name of the subject."""
    measure = measure_of(alert)
    if measure is None:
        return "fits the view now."
    if measure.is_event:
        return _event(measure, subject, value, market)
    if alert.rule == MarketAlert.Rule.CHANGE:
        verb = "up" if value > 0 else "down"
        change = measure.change_written(value)
        return f"{measure.label} {verb} {change} in {alert.get_days_display()}."
    return f"{measure.label} {measure.written(value)}."


def _event(measure: Measure, subject: int, value: float, market: MarketNow) -> str:
    if measure.id in _GRADES:
        return _grade(MEASURES[_GRADES[measure.id]], subject, market)
    if measure.id == SIGNAL_FLIP:
        return f"The signal’s trend is {'up' if value else 'down'} now."
    if measure.id == REGIME:
        return f"{REGIMES[subject][1].capitalize()} now."
    if measure.id == CHASING:
        figures = {one: market.value(MEASURES[f"asset.{one}"], subject) for one in _RUN_UP}
        found = [one for one in cautions(figures) if one.code == CHASING]
        return " ".join(caution_text(one) for one in found)
    return f"Turned: {measure.formula}."


def _grade(grade: Measure, subject: int, market: MarketNow) -> str:
    now = market.value(grade, subject)
    change = market.change(grade, days=CHANGE_DAYS, ids=np.array([subject]))
    before = now - float(change[0])
    return (
        f"{grade.label} {now:.0f} ({word_of(now)}), {CHANGE_DAYS} days before {before:.0f}"
        f" ({word_of(before)})."
    )


def as_of(alert: MarketAlert, subjects: list[int], *, market: MarketNow) -> str:
    """Which quotes, or which day, this is of."""
    measure = measure_of(alert)
    close = "" if market.day is None else f"the close of {market.day.day} (UTC)"
    if measure is None:
        return f"Prices are live, all else is of {close}." if close else "Prices are live."
    if not measure.is_live:
        return f"As of {close}."
    latest = datetime.fromtimestamp(float(market.as_of(np.array(subjects)).max()), tz=UTC)
    return f"Quote of {latest:%Y-%m-%d %H:%M:%S} UTC."
