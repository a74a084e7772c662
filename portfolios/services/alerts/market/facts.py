"""What is so now of a subject whose alert has fired, in a sentence."""

from datetime import UTC, datetime

import numpy as np
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
        return _("fits the view now.")
    if measure.is_event:
        return _event(measure, subject, value, market)
    if alert.rule == MarketAlert.Rule.CHANGE:
        up = ngettext(
            "{figure} up {change} in {days} day.",
            "{figure} up {change} in {days} days.",
            alert.days,
        )
        down = ngettext(
            "{figure} down {change} in {days} day.",
            "{figure} down {change} in {days} days.",
            alert.days,
        )
        return (up if value > 0 else down).format(
            figure=_(measure.label), change=measure.change_written(value), days=alert.days
        )
    return f"{_(measure.label)} {measure.written(value)}."


def _event(measure: Measure, subject: int, value: float, market: MarketNow) -> str:
    if measure.id in _GRADES:
        return _grade(MEASURES[_GRADES[measure.id]], subject, market)
    if measure.id == SIGNAL_FLIP:
        return _("The signal’s trend is up now.") if value else _("The signal’s trend is down now.")
    if measure.id == REGIME:
        return _("{regime} now.").format(regime=capfirst(_(REGIMES[subject][1])))
    if measure.id == CHASING:
        figures = {one: market.value(MEASURES[f"asset.{one}"], subject) for one in _RUN_UP}
        found = [one for one in cautions(figures) if one.code == CHASING]
        return " ".join(caution_text(one) for one in found)
    return _("Turned: {formula}.").format(formula=_(measure.formula))


def _grade(grade: Measure, subject: int, market: MarketNow) -> str:
    now = market.value(grade, subject)
    change = market.change(grade, days=CHANGE_DAYS, ids=np.array([subject]))
    before = now - float(change[0])
    return _("{grade} {now} ({word}), {days} days before {before} ({former_word}).").format(
        grade=_(grade.label), now=f"{now:.0f}", word=_(word_of(now)), days=CHANGE_DAYS,
        before=f"{before:.0f}", former_word=_(word_of(before)),
    )  # fmt: skip


def as_of(alert: MarketAlert, subjects: list[int], *, market: MarketNow) -> str:
    """Which quotes, or which day, this is of."""
    measure = measure_of(alert)
    day = None if market.day is None else market.day.day
    if measure is None and day is None:
        return _("Prices are live.")
    if measure is None:
        return _("Prices are live, all else is of the close of {day} (UTC).").format(day=day)
    if not measure.is_live:
        return _("As of the close of {day} (UTC).").format(day=day)
    latest = datetime.fromtimestamp(float(market.as_of(np.array(subjects)).max()), tz=UTC)
    return _("Quote of {at} UTC.").format(at=f"{latest:%Y-%m-%d %H:%M:%S}")
