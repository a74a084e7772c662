"""What an alert on the market watches, and what its record says, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from markets.selectors.analytics.record.words import record_in_words, regimes_in_words
from markets.selectors.measures.catalogue import MEASURES, REGIME, Measure
from portfolios.models import MarketAlert

Rule, Subject = MarketAlert.Rule, MarketAlert.Subject
NOT_OFFERED = gettext_noop("This figure is not offered any more.")
_CONDITIONS = {
    Rule.ABOVE: gettext_noop("{figure} crosses above {level}"),
    Rule.BELOW: gettext_noop("{figure} crosses below {level}"),
    Rule.TOP: gettext_noop("{figure} enters the top {level}"),
    Rule.BOTTOM: gettext_noop("{figure} enters the bottom {level}"),
}


def measure_of(alert: MarketAlert) -> Measure | None:
    """What it is about; None for a saved view, and for what is not offered any more."""
    return MEASURES.get(alert.key)


def subject_in_words(alert: MarketAlert) -> str:
    """Such as “Bitcoin (BTC)”, “My holdings”, “Any category”."""
    if alert.subject == Subject.ASSET:
        return str(alert.asset)
    if alert.subject == Subject.SCREEN:
        return _("View “{name}”").format(name=alert.screen.name)
    if alert.subject == Subject.WATCHLIST:
        return _("Watchlist “{name}”").format(name=alert.watchlist.name)
    if alert.subject == Subject.CATEGORY:
        return alert.category.name if alert.category else _("Any category")
    return str(alert.get_subject_display())


def condition_in_words(alert: MarketAlert) -> str:
    """Such as “Price crosses above $100,000.00”, “Volume enters the top 10”."""
    measure = measure_of(alert)
    if alert.subject == Subject.SCREEN:
        return _("An asset enters it")
    if measure is None:
        return _(NOT_OFFERED)
    if measure.is_event:
        return _(measure.label)
    return _rule_in_words(alert, measure)


def _rule_in_words(alert: MarketAlert, measure: Measure) -> str:
    figure = _(measure.label)
    if alert.rule == Rule.CHANGE:
        rises = ngettext(
            "{figure} rises by {change} in {days} day",
            "{figure} rises by {change} in {days} days",
            alert.days,
        )
        falls = ngettext(
            "{figure} falls by {change} in {days} day",
            "{figure} falls by {change} in {days} days",
            alert.days,
        )
        change = measure.change_written(alert.level)
        text = rises if alert.level > 0 else falls
        return text.format(figure=figure, change=change, days=alert.days)
    counts_places = alert.rule in (Rule.TOP, Rule.BOTTOM)
    level = f"{alert.level:.0f}" if counts_places else measure.level_written(alert.level)
    return _(_CONDITIONS[alert.rule]).format(figure=figure, level=level)


def record_of_alert(alert: MarketAlert) -> str:
    """How such alerts did, with sample and interval, or that there is no record."""
    measure = measure_of(alert)
    if measure is not None and measure.record:
        return record_in_words(measure.record)
    if measure is not None and measure.id == REGIME:
        return regimes_in_words()
    return _("This is a figure and no forecast, so it has no record.")
