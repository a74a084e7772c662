"""What stands around a chart: the change over its range, and its points as a table."""

from django import template

from markets.analytics.charts.chart import Chart
from markets.analytics.charts.periods import RANGES
from markets.templatetags.figures import change, large_money, money, percent, price

register = template.Library()

ROWS = 31
# Series by name: the heading of its column, how it is written and whether in the chart's currency.
_COLUMNS = {
    "open": ("Open", price, True), "high": ("High", price, True), "low": ("Low", price, True),
    "close": ("Close", price, True), "volume": ("Volume", large_money, True),
    "value": ("Value", money, True), "paid": ("Paid in", money, True),
    "same": ("Same flows in the benchmark", money, True), "return": ("Return", change, False),
    "benchmark": ("Benchmark", change, False), "drawdown": ("Drawdown", percent, False),
}  # fmt: skip


@register.inclusion_tag("includes/chart_table.html")
def chart_table(chart: Chart, label: str, *names: str):
    """At most 31 points of a chart, evenly chosen, the last first; of all series or of those named.

    What a chart shows to those who do not see it.
    """
    shown = [name for name in names or _COLUMNS if name in chart.series]
    points = chart.points()
    step = max(1, -(-len(points) // ROWS))
    return {
        "label": label,
        "step": chart.step,
        "is_thinned": step > 1,
        "headings": [_COLUMNS[name][0] for name in shown],
        "rows": [
            (point["time"], [_written(name, point[name], chart.currency) for name in shown])
            for point in points[::-1][::step]
        ],
    }


def _written(name: str, value: float | None, currency: str) -> str:
    _, write, is_money = _COLUMNS[name]
    return write(value, currency) if is_money else write(value)


@register.filter
def range_name(chart: Chart) -> str:
    """The range in words, to stand behind a change: 7D, or since when for all of it."""
    name = RANGES.get(chart.period, "")
    if name != "All" or not len(chart.time):
        return name
    return f"since {chart.points()[0]['time']}"


@register.filter
def chart_change(chart: Chart, now: float | None = None) -> float | None:
    """The growth of the price over the range, up to `now` or the last close."""
    return chart.change("close", now=now)
