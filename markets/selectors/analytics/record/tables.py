"""Track records as tables: estimates with their intervals, each on the scale of its table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy

from markets.analytics.record.spans import RECENT, WHOLE
from markets.models import AnalysisRun, TrackRecord
from markets.number_writing import grouped
from markets.selectors.analytics.record.stored import track_records
from markets.templatetags.figures import percent, signed

_SPANS = {WHOLE: gettext_lazy("All days"), RECENT: gettext_lazy("Last 2 years")}
_TIERS = {
    "large": gettext_lazy("Large caps"), "mid": gettext_lazy("Mid caps"),
    "small": gettext_lazy("Small caps"),
}  # fmt: skip
# Pages, sections and anchors in this order.
SUBJECTS = {
    "grade:trader": gettext_lazy("Trader grade"),
    "grade:investor": gettext_lazy("Investor grade"),
    "signal": gettext_lazy("Signals"), "forecast": gettext_lazy("Forecasts"),
    "narratives": pgettext_lazy("record", "Narrative turns"),
    "run_ups": gettext_lazy("Run-ups (chasing)"),
}  # fmt: skip
_MEASURES = {
    "sharpe": gettext_lazy("Sharpe ratio, signal less holding, after {cost} a change"),
    "growth": gettext_lazy("Growth a year, signal less holding, after {cost} a change"),
    "worst_fall": gettext_lazy("Worst fall, signal less holding, after {cost} a change"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """`estimate` has `value`, `low`, `high` and `n`, each None where unknown.

    `name` is the span or horizon as the record has it: "all", "7", "large".
    """

    name: str
    label: str
    estimate: Mapping[str, float | None]
    neutral: float

    @property
    def is_significant(self) -> bool:
        low, high = self.estimate["low"], self.estimate["high"]
        return low is not None and high is not None and not low <= self.neutral <= high


@dataclass(frozen=True, slots=True)
class Table:
    """Lines on one scale from `low` to `high`; `style` is how values are written."""

    title: str
    lines: tuple[Line, ...]
    low: float
    high: float
    neutral: float
    style: str = "ratio"


@dataclass(frozen=True, slots=True)
class Shown:
    """One subject's record of one origin. `bars` and `facts` are further figures by title."""

    subject: str
    title: str
    origin: str
    first_day: date
    last_day: date
    n: int
    is_significant: bool
    tables: tuple[Table, ...]
    bars: Mapping[str, list[float]]
    facts: Mapping[str, list[tuple[str, Mapping]]]
    hits: str

    @property
    def is_live(self) -> bool:
        return self.origin == AnalysisRun.Origin.LIVE


def shown_records(*subjects: str) -> list[tuple[str, str, list[Shown]]]:
    """(subject, title, its records, the live one first) in order, of some subjects or all.

    A subject without a record has an empty list. One query.
    """
    found = [_shown(one) for one in track_records(*subjects) if one.subject in SUBJECTS]
    return [
        (subject, str(title), sorted((one for one in found if one.subject == subject),
                                key=lambda one: not one.is_live))
        for subject, title in SUBJECTS.items()
        if not subjects or subject in subjects
    ]  # fmt: skip


def _shown(record: TrackRecord) -> Shown:
    build = {
        "signal": _signal,
        "forecast": _forecast,
        "narratives": _turns,
        "run_ups": _run_ups,
    }.get(record.subject, _grade)
    tables, bars, facts = build(record.document)
    return Shown(
        subject=record.subject, title=str(SUBJECTS[record.subject]), origin=record.origin,
        first_day=record.first_day, last_day=record.last_day, n=record.n,
        is_significant=record.is_significant, tables=tuple(tables), bars=bars, facts=facts,
        hits=hits_of(record.document),
    )  # fmt: skip


def hits_of(document: Mapping) -> str:
    """How often it was right, in a sentence; empty where that is not known."""
    if (week := document.get("horizons", {}).get("7")) and "by_span" in week:
        days = week["by_span"].get(WHOLE, {})
        positive = days.get("positive")
        if positive is None:
            return ""
        return gettext("Above 0 on {share} of the days.").format(share=percent(positive, 0))
    for name, sentence in _HITS.items():
        found = document.get(name)
        if found and found["n"]:
            said = sentence(found["n"]).format(
                hits=grouped(Decimal(found["hits"])), n=grouped(Decimal(found["n"]))
            )
            return f"{said} {_outcomes(document)}".rstrip()
    return ""


def _hits_of_trades(n: int) -> str:
    return ngettext(
        "{hits} of {n} closed trade gained, after 0.10% a change.",
        "{hits} of {n} closed trades gained, after 0.10% a change.",
        n,
    )


def _hits_of_turns(n: int) -> str:
    return ngettext(
        "{hits} of {n} turn was followed by 30 days ahead of the market.",
        "{hits} of {n} turns were followed by 30 days ahead of the market.",
        n,
    )


def _hits_of_run_ups(n: int) -> str:
    return ngettext(
        "{hits} of {n} run-up had a loss 30 days later.",
        "{hits} of {n} run-ups had a loss 30 days later.",
        n,
    )


def _outcomes(document: Mapping) -> str:
    """How wide outcomes were, beside the usual ones; empty of what has no such figures."""
    wide = [*document.get("after", ()), *document.get("usual", ())]
    if not wide or None in wide:
        return ""
    sentence = gettext(
        "Returns of 30 days at 5, 50 and 95%: {low}, {middle} and {high}; after other days "
        "{usual_low}, {usual_middle} and {usual_high}."
    )
    names = ("low", "middle", "high", "usual_low", "usual_middle", "usual_high")
    shown = (signed(value, 0) for value in wide)
    return sentence.format(**dict(zip(names, shown, strict=True)))


_HITS = {"trades": _hits_of_trades, "run_ups": _hits_of_run_ups, "turns": _hits_of_turns}


def _grade(document: Mapping):
    horizons = document["horizons"]
    by_horizon = (
        (horizon, _days(horizon), found["by_span"][WHOLE]["mean"])
        for horizon, found in horizons.items()
        if WHOLE in found["by_span"]
    )
    tables = [_table(gettext("Rank correlation by horizon"), by_horizon)]
    for horizon, found in horizons.items():
        spans = [(name, _span(name), one["mean"]) for name, one in found["by_span"].items()]
        tiers = [(name, str(_TIERS[name]), one["mean"]) for name, one in found["by_tier"].items()]
        if spans or tiers:
            title = ngettext("{days} day ahead, by year and size",
                             "{days} days ahead, by year and size", int(horizon))  # fmt: skip
            tables.append(_table(title.format(days=horizon), [*spans, *tiers]))
    bars = {
        ngettext("{days} day ahead", "{days} days ahead", int(horizon)).format(days=horizon):
            found["quintiles"]["returns"]
        for horizon, found in horizons.items()
        if found["quintiles"]
    }  # fmt: skip
    return tables, bars, {}


def _signal(document: Mapping):
    tables, facts = [], {}
    for cost, spans in document["costs"].items():
        cost = percent(float(cost), 2)
        rows = list(spans.items())
        for name, title in _MEASURES.items():
            style = "ratio" if name == "sharpe" else "percent"
            lines = [(span, _span(span), found[name]) for span, found in rows]
            tables.append(_table(str(title).format(cost=cost), lines, style=style))
        title = gettext("Signal and holding, after {cost} a change").format(cost=cost)
        facts[title] = [(_span(span), found) for span, found in rows]
    return tables, {}, facts


def _forecast(document: Mapping):
    tables, facts = [], {}
    for horizon, found in document["horizons"].items():
        lines = [(name, _span(name), one) for name, one in found["loss_ratio"].items()]
        title = ngettext(
            "{days} day ahead: loss ÷ that of a driftless walk (under 1 is better)",
            "{days} days ahead: loss ÷ that of a driftless walk (under 1 is better)",
            int(horizon),
        )
        tables.append(_table(title.format(days=horizon), lines, neutral=1.0))
        title = ngettext("{days} day ahead: outcomes within each band",
                         "{days} days ahead: outcomes within each band", int(horizon))  # fmt: skip
        facts[title.format(days=horizon)] = [
            (_span(name), one) for name, one in found["coverage"].items()
        ]
    return tables, {}, facts


def _turns(document: Mapping):
    name, title = "ahead_30", gettext("Return ahead of the market, less other days")
    lines = [(name, gettext("30 days after a turn"), document[name])] if name in document else []
    return [_table(title, lines, style="percent")], {}, {}


def _run_ups(document: Mapping):
    name = "loss_30"
    title = gettext("Share with a loss, less that of other days")
    lines = [(name, gettext("30 days after a run-up"), document[name])] if name in document else []
    return [_table(title, lines, style="percent")], {}, {}


def _table(
    title: str, lines: Iterable[tuple[str, str, Mapping]], *, neutral: float = 0.0,
    style: str = "ratio",
) -> Table:  # fmt: skip
    found = tuple(Line(name, label, estimate, neutral) for name, label, estimate in lines)
    values = [
        one.estimate[name]
        for one in found
        for name in ("value", "low", "high")
        if one.estimate[name] is not None
    ]
    low, high = min([neutral, *values]), max([neutral, *values])
    return Table(title, found, low, high, neutral, style)


def _days(horizon: str) -> str:
    return ngettext("{days} day", "{days} days", int(horizon)).format(days=horizon)


def _span(name: str) -> str:
    return str(_SPANS.get(name, name))
