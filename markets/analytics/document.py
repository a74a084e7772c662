"""An analysis as one JSON object, piece by piece."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
import orjson

from markets.analytics.analysis import Analysis
from markets.analytics.forecast import LEVELS
from markets.analytics.grades.grade import Grade
from markets.analytics.panel import KINDS

# orjson writes an array's NaN and infinities as null.
_OPTIONS = orjson.OPT_SERIALIZE_NUMPY
_UNKNOWN_FAN = b"[" + b",".join([b"null"] * len(LEVELS)) + b"]"


def write_document(analysis: Analysis, *, dates: np.ndarray) -> Iterator[str]:
    """The JSON that docs/analyse.md describes; histories have the days of `dates`.

    Days before the panel's first are unknown.
    """
    days = analysis.panel.days
    before = int((dates < days[0]).sum())
    shown = slice(int((days < dates[0]).sum()), None)
    head = {
        "as_of": str(dates[-1]),
        "from": str(dates[0]),
        "horizons": list(analysis.quantiles),
        "levels": LEVELS,
        "dates": [str(day) for day in dates],
        "market": {
            name: _padded(values[shown], rows=before) for name, values in analysis.market.items()
        },
        "problems": [asdict(problem) for problem in analysis.problems],
    }
    yield _text(head)[:-1] + ',"assets":{'
    for place, asset in enumerate(analysis.panel.assets):
        history = _history(analysis, place, shown=shown, before=before)
        comma = "," if place else ""
        yield f"{comma}{_text(asset)}:{_text(_asset(analysis, place))[:-1]},"
        yield f'"history":{history}}}'
    yield "}}\n"


def _asset(analysis: Analysis, place: int) -> dict[str, Any]:
    return {
        "kind": KINDS[analysis.view.kinds[-1, place]],
        "data_points": {
            name: {"value": _number(found.values[place]), "missing": found.missing[place]}
            for name, found in analysis.points.items()
        },
        "grades": {name: _grade(grade, place) for name, grade in analysis.grades.items()},
        "signal": _number(analysis.signals.signal[-1, place]),
        "trend": _number(analysis.signals.trend[-1, place]),
    }


def _grade(grade: Grade, place: int) -> dict[str, Any]:
    return {
        "value": _number(grade.value[-1, place]),
        "coverage": _number(grade.coverage[-1, place]),
        "parts": {name: _number(scores[-1, place]) for name, scores in grade.parts.items()},
    }


def _history(analysis: Analysis, place: int, *, shown: slice, before: int) -> str:
    series = {name: grade.value for name, grade in analysis.grades.items()}
    series |= analysis.signals._asdict()
    history = {name: _padded(values[shown, place], rows=before) for name, values in series.items()}
    fans = {
        str(horizon): _padded(quantiles[shown, place], rows=before)
        for horizon, quantiles in analysis.quantiles.items()
    }
    # A history of as many days as a fan has levels may hold nothing but nulls and stay a list:
    # only fans are searched for unknown ones.
    quantiles = orjson.dumps(fans, option=_OPTIONS).replace(_UNKNOWN_FAN, b"null").decode()
    return f'{_text(history)[:-1]},"quantiles":{quantiles}}}'


def _padded(values: np.ndarray, *, rows: int) -> np.ndarray:
    unknown = np.full((rows, *values.shape[1:]), np.nan)
    return np.ascontiguousarray(np.concatenate([unknown, values]))


def _number(value: float) -> float | None:
    return float(value) + 0.0 if np.isfinite(value) else None


def _text(value: object) -> str:
    return orjson.dumps(value, option=_OPTIONS).decode()
