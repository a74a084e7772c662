"""Pictures that the server draws as SVG: lines, fans, intervals, bars."""

from collections.abc import Iterator, Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

WIDTH, HEIGHT = 600, 200
SPARK_WIDTH, SPARK_HEIGHT = 100, 24
BAR_WIDTH, BAR_HEIGHT = 200, 16


@register.inclusion_tag("includes/lines.html")
def line_chart(
    points, label, *names, percent=False, currency="", low=None, high=None, of_prices=False
):
    """Points of a series as an SVG: one line for each (name in the points, name for people).

    A value of None ends a line; the next one begins another of the same name. The scale holds every
    value, and zero unless they are prices; or it goes from `low` to `high`, which are then not
    written below it.
    """
    keys = [name for name in names if points and name in points[0]]
    values = [point[key] for point in points for key in keys if point[key] is not None]
    if not values:
        return {"lines": []}
    is_free = low is None or high is None
    if is_free:
        floor = [] if of_prices else [0.0]
        low, high = min([*floor, *values]), max([*floor, *values])
    lines = [
        {"name": key, "points": run}
        for key in keys
        for run in polylines(
            [point[key] for point in points], low=low, high=high, width=WIDTH, height=HEIGHT
        )
    ]
    return {
        "lines": lines, "label": label, "width": WIDTH, "height": HEIGHT,
        "zero": f"{_height(0.0, low=low, high=high, height=HEIGHT):.1f}",
        "high": high, "low": low, "is_free": is_free,
        "first": points[0]["time"], "last": points[-1]["time"],
        "percent": percent, "currency": currency, "of_prices": of_prices,
    }  # fmt: skip


@register.simple_tag
def sparkline(values: Sequence[float | None], label: str) -> SafeString | str:
    """A line of values without axes; nothing below two of them.

    A table has one a row: by a template of its own each takes four times as long.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    lines = polylines(
        values, low=min(known), high=max(known), width=SPARK_WIDTH, height=SPARK_HEIGHT
    )
    return format_html(
        '<svg class="sparkline" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" '
        'aria-label="{}">{}</svg>',
        SPARK_WIDTH, SPARK_HEIGHT, label,
        format_html_join("", '<polyline points="{}"></polyline>', ((line,) for line in lines)),
    )  # fmt: skip


@register.inclusion_tag("includes/interval.html")
def interval(estimate, low: float, high: float, neutral: float = 0.0):
    """An estimate with its interval on the scale of its table, from `low` to `high`.

    `estimate` is a mapping with `value`, `low` and `high`, each of which may be None.
    """

    def place(value: float) -> str:
        return f"{BAR_WIDTH * (min(max(value, low), high) - low) / ((high - low) or 1.0):.1f}"

    if estimate is None or estimate["value"] is None:
        return {"value": None}
    has_interval = estimate["low"] is not None and estimate["high"] is not None
    return {
        "value": place(estimate["value"]), "neutral": place(neutral),
        "from": place(estimate["low"]) if has_interval else None,
        "to": place(estimate["high"]) if has_interval else None,
        "width": BAR_WIDTH, "height": BAR_HEIGHT,
    }  # fmt: skip


@register.inclusion_tag("includes/bar.html")
def bar(value: float | None, size: float):
    """A bar from the middle to the right, or to the left below zero; `size` fills a side."""
    if value is None:
        return {"length": None}
    half = BAR_WIDTH / 2
    length = half * min(abs(value) / size, 1.0) if size else 0.0
    return {
        "length": f"{length:.1f}", "start": f"{half if value >= 0 else half - length:.1f}",
        "side": "up" if value >= 0 else "down",
        "width": BAR_WIDTH, "height": BAR_HEIGHT, "half": f"{half:.1f}",
    }  # fmt: skip


def polylines(
    values: Sequence[float | None], *, low: float, high: float, width: float, height: float
) -> Iterator[str]:
    """The points of one line for each run of known values, evenly spaced from left to right."""
    step = width / max(1, len(values) - 1)
    run: list[str] = []
    for place, value in enumerate(values):
        if value is not None:
            y = _height(value, low=low, high=high, height=height)
            run.append(f"{place * step:.1f},{y:.1f}")
        elif run:
            yield " ".join(run)
            run = []
    if run:
        yield " ".join(run)


def _height(value: float, *, low: float, high: float, height: float) -> float:
    return height * (high - value) / ((high - low) or 1.0)
