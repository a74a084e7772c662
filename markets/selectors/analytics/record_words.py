"""A track record in a sentence, for what names one kind of statement and has no page around it."""

from markets.selectors.analytics.record_tables import Line, Shown, shown_records
from markets.selectors.analytics.regimes import regime_history
from markets.templatetags.figures import signed
from markets.templatetags.points import estimate

# The line that a record is judged by, in its first table.
_HEADLINES = ("7 days", "All days", "30 days after a turn")


def record_in_words(subject: str) -> str:
    """How such statements did: estimate, 95% interval, sample and hits, live where there are any.

    Says so where there is none yet, and where it is not significant. One query.
    """
    ((_, title, records),) = shown_records(subject)
    told = next((one for one in records if one.n), None)
    if told is None:
        return f"{title}: no record yet."
    table = told.tables[0]
    line = next((one for one in table.lines if one.label in _HEADLINES), None)
    if line is None or line.estimate["value"] is None:
        return f"{title}: no record yet."
    what = f"{table.title}, {line.label.lower()}"
    return f"{_head(told, title)} {what}: {_figures(line, table.style)} {told.hits}".rstrip()


def regimes_in_words() -> str:
    """How often each regime was there and what the market index did in it; of the longer history.

    Says so where there is none. Four queries.
    """
    found = max(regime_history(), key=lambda one: len(one.stretches), default=None)
    if found is None:
        return "Regimes: no record yet."
    origin = "live" if found.is_live else "back-computed"
    parts = [
        f"{one.regime} {one.stretches} × ({one.days} days), market index {signed(one.growth, 1)}"
        for one in found.totals
    ]
    return f"Regimes, {origin}: {'; '.join(parts)}. So few prove nothing."


def _head(told: Shown, title: str) -> str:
    origin = "live" if told.is_live else "back-computed"
    verdict = "Significant." if told.is_significant else "Not significant: this may be chance."
    return f"Record of {title.lower()}, {origin}, {told.first_day} to {told.last_day}. {verdict}"


def _figures(line: Line, style: str) -> str:
    value, low, high = (estimate(line.estimate[name], style) for name in ("value", "low", "high"))
    interval = "too few days for an interval"
    if line.estimate["low"] is not None:
        interval = f"95%: {low} to {high}"
    return f"{value} ({interval}), n = {line.estimate['n']}."
