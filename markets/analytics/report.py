"""An analysis as a text for people."""

from collections.abc import Callable, Iterator

import numpy as np

from markets.analytics.analysis import Analysis
from markets.analytics.forecast import LEVELS
from markets.analytics.grades.grade import PROVISIONAL_UNDER, word_of
from markets.analytics.panel import COIN, KINDS

_PROBLEMS_SHOWN = 20
_TREND = {1.0: "up", -1.0: "down", 0.0: "none"}
_NOTE = """\
Grades are ranks among the day's coins. In the histories that were measured the trader's grade went
with later returns; the investor's did not, significantly. Signals cut falls; there is no proof that
they earn more. This is information, not advice."""


def write_report(analysis: Analysis) -> Iterator[str]:
    """Lines: the market, a row an asset by trader grade, and the problems."""
    panel = analysis.panel
    count = len(panel.assets)
    yield f"{count} asset{'s' * (count != 1)}, {panel.days[0]} to {panel.days[-1]}"
    yield from _few_at_the_end(analysis)
    yield ""
    yield from _market(analysis)
    yield ""
    yield from _table(analysis)
    yield ""
    yield _NOTE
    yield from _problems(analysis)


def _few_at_the_end(analysis: Analysis) -> Iterator[str]:
    """A row of a day far ahead makes that the last one, on which hardly anything is known."""
    panel = analysis.panel
    known = np.isfinite(analysis.view.close[-1]).sum()
    if 2 * known >= len(panel.assets):
        return
    last_rows = len(panel.days) - 1 - np.isfinite(panel.close)[::-1].argmax(axis=0)
    usual = panel.days[np.bincount(last_rows).argmax()]
    yield f"Only {known} of them ha{'s' if known == 1 else 've'} a price on {panel.days[-1]};"
    yield f"most often files end on {usual}: --as-of {usual} analyses that day."


def _market(analysis: Analysis) -> Iterator[str]:
    last = {name: values[-1] for name, values in analysis.market.items()}
    trend = _TREND.get(last["trend"], "unknown")
    stress = {1.0: "high", 0.0: "normal"}.get(last["stress"], "unknown")
    yield f"Market trend: {trend}. Stress: {stress}."
    yield (
        f"Total cap {_money(last['total_cap'])}, BTC dominance {_per_cent(last['dominance'])}, "
        f"altcoin season {_per_cent(last['season'])}, "
        f"above the 50-day average {_per_cent(last['breadth_50'])}."
    )


def _table(analysis: Analysis) -> Iterator[str]:
    horizon = 7 if 7 in analysis.quantiles else next(iter(analysis.quantiles))
    columns: list[tuple[str, Callable[[int], str]]] = [
        ("asset", lambda place: analysis.panel.assets[place]),
        ("kind", lambda place: KINDS[analysis.view.kinds[-1, place]]),
        ("price", lambda place: _figure(analysis.view.close[-1, place], "{:,.6g}")),
        ("30 days", lambda place: _change(analysis.points["ret_30d"].values[place])),
        ("volatility", lambda place: _change(analysis.points["vol_30"].values[place], sign="")),
        ("trader", lambda place: _grade(analysis, "trader", place)),
        ("investor", lambda place: _grade(analysis, "investor", place)),
        ("trend", lambda place: _trend(analysis, place)),
        (f"80% of {horizon} days", lambda place: _range(analysis.quantiles[horizon][-1, place])),
    ]
    rows = [[title for title, _ in columns]]
    rows += [[cell(place) for _, cell in columns] for place in _by_grade(analysis)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()


def _by_grade(analysis: Analysis) -> list[int]:
    grades = analysis.grades["trader"].value[-1]
    is_coin = analysis.view.kinds[-1] == COIN
    known = np.where(np.isfinite(grades), grades, -1.0)
    return np.lexsort((np.arange(len(grades)), -known, ~is_coin)).tolist()


def _grade(analysis: Analysis, name: str, place: int) -> str:
    grade = analysis.grades[name]
    value, coverage = grade.value[-1, place], grade.coverage[-1, place]
    if not np.isfinite(value):
        return "–"
    provisional = ", provisional" if coverage < PROVISIONAL_UNDER else ""
    return f"{value:.0f} {word_of(value)}{provisional}"


def _trend(analysis: Analysis, place: int) -> str:
    trend, signal = (one[-1, place] for one in (analysis.signals.trend, analysis.signals.signal))
    fresh = ", today" if signal in (1.0, -1.0) else ""
    return _TREND[trend] + fresh if np.isfinite(trend) else "–"


def _range(fan: np.ndarray) -> str:
    low, high = (np.expm1(fan[LEVELS.index(level)]) for level in (0.1, 0.9))
    return f"{low:+.1%} to {high:+.1%}" if np.isfinite(low) else "–"


def _problems(analysis: Analysis) -> Iterator[str]:
    problems = analysis.problems
    if problems:
        yield ""
        yield "1 problem:" if len(problems) == 1 else f"{len(problems)} problems:"
    for problem in problems[:_PROBLEMS_SHOWN]:
        where = [problem.asset, f"line {problem.line}" if problem.line else None]
        place = ", ".join(filter(None, where))
        yield f"  {place + ': ' if place else ''}{problem.message} ({problem.code})"
    if len(problems) > _PROBLEMS_SHOWN:
        yield f"  … and {len(problems) - _PROBLEMS_SHOWN} more; --json has them all."


def _figure(value: float, form: str) -> str:
    return form.format(value) if np.isfinite(value) else "–"


def _change(value: float, *, sign: str = "+") -> str:
    return _figure(value, f"{{:{sign}.1%}}")


def _per_cent(value: float) -> str:
    return _figure(value, "{:.0f}%")


def _money(value: float) -> str:
    return _figure(value / 1e9, "${:,.1f}B")
