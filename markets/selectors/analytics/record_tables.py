"""Track records as tables: estimates with their intervals, each on the scale of its table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from markets.models import AnalysisRun, TrackRecord
from markets.selectors.analytics.records import track_records

WHOLE, RECENT = "all", "last_2_years"
_HITS = {
    "trades": "closed trades gained, after 0.10% a change.",
    "turns": "turns were followed by 30 days ahead of the market.",
}
_LABELS = {WHOLE: "All days", RECENT: "Last 2 years"}
# Pages, sections and anchors in this order.
SUBJECTS = {
    "grade:trader": "Trader grade", "grade:investor": "Investor grade", "signal": "Signals",
    "forecast": "Forecasts", "narratives": "Narrative turns",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """`estimate` has `value`, `low`, `high` and `n`, each None where unknown."""

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
    found = [_shown(one) for one in track_records() if one.subject in SUBJECTS]
    return [
        (subject, title, sorted((one for one in found if one.subject == subject),
                                key=lambda one: not one.is_live))
        for subject, title in SUBJECTS.items()
        if not subjects or subject in subjects
    ]  # fmt: skip


def own_coverage(slug: str) -> list[dict]:
    """How many outcomes of one asset its 80% band held, by horizon; live where there is a record.

    Empty without one. One query.
    """
    records = {one.origin: one for one in track_records() if one.subject == "forecast"}
    record = records.get(AnalysisRun.Origin.LIVE) or records.get(AnalysisRun.Origin.BACK_COMPUTED)
    if record is None:
        return []
    shown = []
    for horizon, found in record.document["horizons"].items():
        own = found["by_asset"].get(slug)
        if own and own["n"]:
            shown.append({"days": int(horizon), "share": own["shares"]["80"], "n": own["n"],
                          "is_live": record.origin == AnalysisRun.Origin.LIVE})  # fmt: skip
    return shown


def _shown(record: TrackRecord) -> Shown:
    build = {"signal": _signal, "forecast": _forecast, "narratives": _turns}.get(
        record.subject, _grade
    )
    tables, bars, facts = build(record.document)
    return Shown(
        subject=record.subject, title=SUBJECTS[record.subject], origin=record.origin,
        first_day=record.first_day, last_day=record.last_day, n=record.n,
        is_significant=record.is_significant, tables=tuple(tables), bars=bars, facts=facts,
        hits=_hits(record.document),
    )  # fmt: skip


def _hits(document: Mapping) -> str:
    """How often it was right, in a sentence; empty where that is not known."""
    if (week := document.get("horizons", {}).get("7")) and "by_span" in week:
        days = week["by_span"].get(WHOLE, {})
        positive = days.get("positive")
        return "" if positive is None else f"Above 0 on {100 * positive:.0f}% of the days."
    for name, what in _HITS.items():
        found = document.get(name)
        if found and found["n"]:
            return f"{found['hits']:,} of {found['n']:,} {what}"
    return ""


def _grade(document: Mapping):
    horizons = document["horizons"]
    by_horizon = (
        (_days(horizon), found["by_span"][WHOLE]["mean"])
        for horizon, found in horizons.items()
        if WHOLE in found["by_span"]
    )
    tables = [_table("Rank correlation by horizon", by_horizon)]
    for horizon, found in horizons.items():
        spans = [(_span(name), one["mean"]) for name, one in found["by_span"].items()]
        tiers = [
            (f"{name.capitalize()} caps", one["mean"]) for name, one in found["by_tier"].items()
        ]
        if spans or tiers:
            tables.append(_table(f"{_days(horizon)} ahead, by year and size", [*spans, *tiers]))
    bars = {
        f"{_days(horizon)} ahead": found["quintiles"]["returns"]
        for horizon, found in horizons.items()
        if found["quintiles"]
    }
    return tables, bars, {}


def _signal(document: Mapping):
    tables, facts = [], {}
    for cost, spans in document["costs"].items():
        after = f"after {100 * float(cost):.2f}% a change"
        rows = list(spans.items())
        for name, title in (("sharpe", "Sharpe ratio"), ("growth", "Growth a year"),
                            ("worst_fall", "Worst fall")):  # fmt: skip
            style = "ratio" if name == "sharpe" else "percent"
            lines = [(_span(span), found[name]) for span, found in rows]
            tables.append(_table(f"{title}, signal less holding, {after}", lines, style=style))
        facts[f"Signal and holding, {after}"] = [(_span(span), found) for span, found in rows]
    return tables, {}, facts


def _forecast(document: Mapping):
    tables, facts = [], {}
    for horizon, found in document["horizons"].items():
        lines = [(_span(name), one) for name, one in found["loss_ratio"].items()]
        title = f"{_days(horizon)} ahead: loss ÷ that of a driftless walk (under 1 is better)"
        tables.append(_table(title, lines, neutral=1.0))
        facts[f"{_days(horizon)} ahead: outcomes within each band"] = [
            (_span(name), one) for name, one in found["coverage"].items()
        ]
    return tables, {}, facts


def _turns(document: Mapping):
    lines = [("30 days after a turn", document["ahead_30"])] if "ahead_30" in document else []
    return [_table("Return ahead of the market, less other days", lines, style="percent")], {}, {}


def _table(
    title: str, lines: Iterable[tuple[str, Mapping]], *, neutral: float = 0.0, style: str = "ratio"
) -> Table:
    found = tuple(Line(label, estimate, neutral) for label, estimate in lines)
    values = [
        one.estimate[name]
        for one in found
        for name in ("value", "low", "high")
        if one.estimate[name] is not None
    ]
    low, high = min([neutral, *values]), max([neutral, *values])
    return Table(title, found, low, high, neutral, style)


def _days(horizon: str) -> str:
    return "1 day" if horizon == "1" else f"{horizon} days"


def _span(name: str) -> str:
    return _LABELS.get(name, name)
