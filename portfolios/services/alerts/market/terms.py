"""Which terms of an alert on the market make sense together."""

import math

from django.utils.translation import gettext as _

from markets.selectors.measures.catalogue import Measure
from portfolios.models import MarketAlert
from portfolios.models.personal.market_alert import PERIODS
from portfolios.selectors.alerts.market.words import measure_of

MOST_PLACES = 1000
Rule, Subject = MarketAlert.Rule, MarketAlert.Subject
_PLACES = (Rule.TOP, Rule.BOTTOM)


def settle_terms(alert: MarketAlert) -> None:
    """Put in what follows from the others, and drop what does not belong to the rule."""
    if alert.subject == Subject.SCREEN:
        alert.measure, alert.rule = "", Rule.ENTERS
    measure = measure_of(alert)
    if measure is not None and measure.is_event:
        alert.rule = Rule.HAPPENS
    if alert.rule in (Rule.HAPPENS, Rule.ENTERS):
        alert.level = None
    if alert.rule != Rule.CHANGE:
        alert.days = None
    for name in MarketAlert.NAMED:
        if name != alert.subject:
            setattr(alert, name, None)


def term_errors(alert: MarketAlert) -> dict[str, list[str]]:
    """What is wrong with settled terms, by field."""
    if alert.subject == Subject.SCREEN:
        return {} if alert.screen_id else {"screen": [_("Choose one of your saved views.")]}
    errors = {}
    if alert.subject == Subject.ASSET:
        if alert.asset is None:
            errors["asset"] = [_("Name the asset.")]
        elif alert.asset.is_fiat or alert.asset.is_own:
            message = _("The market has no figures of {name}.").format(name=alert.asset.name)
            errors["asset"] = [message]
    elif alert.subject == Subject.WATCHLIST and alert.watchlist is None:
        errors["watchlist"] = [_("Choose one of your watchlists.")]
    measure = measure_of(alert)
    if measure is None:
        errors["measure"] = [_("There is no such figure of this subject.")]
    elif not measure.is_event:
        errors |= _figure_errors(alert, measure)
    return errors


def _figure_errors(alert: MarketAlert, measure: Measure) -> dict[str, list[str]]:
    if alert.rule not in Rule or alert.rule in (Rule.HAPPENS, Rule.ENTERS):
        return {"rule": [_("Choose what the figure has to do.")]}
    if alert.level is None or not math.isfinite(alert.level):
        return {"level": [_("This needs a number.")]}
    if alert.rule in _PLACES:
        return _place_errors(alert)
    if alert.rule != Rule.CHANGE:
        return {}
    errors = {}
    if not measure.has_former:
        message = _("Former values of “{figure}” are not stored: choose a level.")
        errors["rule"] = [message.format(figure=_(measure.label))]
    if alert.days not in dict(PERIODS):
        errors["days"] = [_("Choose a period.")]
    if alert.level == 0:
        errors["level"] = [_("Above 0 it is a rise, below 0 a fall.")]
    elif measure.changes_in_percent and alert.level <= -1:
        errors["level"] = [_("It cannot fall by 100% or more.")]
    return errors


def _place_errors(alert: MarketAlert) -> dict[str, list[str]]:
    if alert.subject == Subject.MARKET:
        return {"rule": [_("The market is one: there are no places in it.")]}
    if alert.level != int(alert.level) or not 1 <= alert.level <= MOST_PLACES:
        message = _("This counts places: a whole number from 1 to {most}.")
        return {"level": [message.format(most=MOST_PLACES)]}
    return {}
