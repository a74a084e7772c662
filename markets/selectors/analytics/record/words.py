"""A track record in a sentence, for what names one kind of statement and has no page around it."""

from django.utils.translation import gettext, gettext_lazy, ngettext

from markets.selectors.analytics.record.tables import WHOLE, Line, Shown, Table, shown_records
from markets.selectors.analytics.regimes import regime_history
from markets.templatetags.figures import signed
from markets.templatetags.points import counted, estimate

# The line that a record is judged by, in its first table.
_HEADLINES = ("7", WHOLE, "ahead_30", "loss_30")
_SUBJECTS = {
    "grade:trader": gettext_lazy("trader grade"), "grade:investor": gettext_lazy("investor grade"),
    "signal": gettext_lazy("signals"), "forecast": gettext_lazy("forecasts"),
    "narratives": gettext_lazy("narrative turns"), "run_ups": gettext_lazy("run-ups"),
}  # fmt: skip


def record_in_words(subject: str) -> str:
    """How such statements did: estimate, 95% interval, sample and hits, live where there are any.

    Says so where there is none yet, and where it is not significant. One query.
    """
    ((_, title, records),) = shown_records(subject)
    shown = next((one for one in records if one.n), None)
    line = None if shown is None else _headline(shown.tables[0])
    if line is None or line.estimate["value"] is None:
        return gettext("{subject}: no record yet.").format(subject=title)
    return f"{_head(shown)} {_figures(shown.tables[0], line)} {shown.hits}".rstrip()


def regimes_in_words() -> str:
    """How often each regime was there and what the market index did in it; of the longer history.

    Says so where there is none. Four queries.
    """
    found = max(regime_history(), key=lambda one: len(one.stretches), default=None)
    if found is None:
        return gettext("Regimes: no record yet.")
    parts = [
        ngettext("{regime} {stretches} × ({days} day), market index {change}",
                 "{regime} {stretches} × ({days} days), market index {change}", one.days)
        .format(regime=gettext(one.regime), stretches=one.stretches, days=one.days,
                change=signed(one.growth, 1))
        for one in found.totals
    ]  # fmt: skip
    return gettext("Regimes, {origin}: {regimes}. So few prove nothing.").format(
        origin=_origin(is_live=found.is_live), regimes="; ".join(parts)
    )


def _headline(table: Table) -> Line | None:
    return next((one for one in table.lines if one.name in _HEADLINES), None)


def _head(shown: Shown) -> str:
    head = gettext("Record of {subject}, {origin}, {first} to {last}.").format(
        subject=_SUBJECTS[shown.subject], origin=_origin(is_live=shown.is_live),
        first=shown.first_day, last=shown.last_day,
    )  # fmt: skip
    verdict = gettext("Not significant: this may be chance.")
    if shown.is_significant:
        verdict = gettext("Significant.")
    return f"{head} {verdict}"


def _origin(*, is_live: bool) -> str:
    return gettext("live") if is_live else gettext("back-computed")


def _figures(table: Table, line: Line) -> str:
    value, low, high = (
        estimate(line.estimate[name], table.style) for name in ("value", "low", "high")
    )
    sentence = gettext("{title}, {line}: {value} (95%: {low} to {high}), n = {n}.")
    if line.estimate["low"] is None:
        sentence = gettext("{title}, {line}: {value} (too few days for an interval), n = {n}.")
    # The first letter alone: German nouns have a capital within a sentence too.
    label = line.label[:1].lower() + line.label[1:]
    n = counted(line.estimate["n"])
    return sentence.format(
        title=table.title,
        line=label,
        value=value,
        low=low,
        high=high,
        n=n,
    )
