"""What an alert on the market watches, and what its record says, in words."""

from markets.selectors.analytics.record_words import record_in_words, regimes_in_words
from markets.selectors.measures.catalogue import MEASURES, REGIME, Measure
from portfolios.models import MarketAlert

Rule, Subject = MarketAlert.Rule, MarketAlert.Subject
NOT_OFFERED = "This figure is not offered any more."


def measure_of(alert: MarketAlert) -> Measure | None:
    """What it is about; None for a saved view, and for what is not offered any more."""
    return MEASURES.get(alert.key)


def subject_in_words(alert: MarketAlert) -> str:
    """Such as “Bitcoin (BTC)”, “My holdings”, “Any category”."""
    if alert.subject == Subject.ASSET:
        return str(alert.asset)
    if alert.subject == Subject.SCREEN:
        return f"View “{alert.screen.name}”"
    if alert.subject == Subject.WATCHLIST:
        return f"Watchlist “{alert.watchlist.name}”"
    if alert.subject == Subject.CATEGORY:
        return alert.category.name if alert.category else "Any category"
    return alert.get_subject_display()


def condition_in_words(alert: MarketAlert) -> str:
    """Such as “Price crosses above $100,000.00”, “Volume enters the top 10”."""
    measure = measure_of(alert)
    if alert.subject == Subject.SCREEN:
        return "An asset enters it"
    if measure is None:
        return NOT_OFFERED
    if measure.is_event:
        return measure.label
    return f"{measure.label} {_rule_in_words(alert, measure)}"


def _rule_in_words(alert: MarketAlert, measure: Measure) -> str:
    if alert.rule in (Rule.TOP, Rule.BOTTOM):
        return f"{alert.get_rule_display()} {alert.level:.0f}"
    if alert.rule == Rule.CHANGE:
        verb = "rises" if alert.level > 0 else "falls"
        return f"{verb} by {measure.change_written(alert.level)} in {alert.get_days_display()}"
    return f"{alert.get_rule_display()} {measure.written(alert.level)}"


def record_of_alert(alert: MarketAlert) -> str:
    """How such alerts did, with sample and interval, or that there is no record."""
    measure = measure_of(alert)
    if measure is not None and measure.record:
        return record_in_words(measure.record)
    if measure is not None and measure.id == REGIME:
        return regimes_in_words()
    if measure is not None and measure.is_event:
        return "No record yet of what followed run-ups. It is no forecast."
    return "This is a figure and no forecast, so it has no record."
