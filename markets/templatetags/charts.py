"""What stands around a chart: the change over its range, and its points as a table."""

import json
from datetime import UTC, date, datetime, time

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from markets.analytics.charts.chart import Chart
from markets.analytics.charts.periods import RANGES, Period
from markets.number_writing import written
from markets.templatetags.figures import ABSENT, change, large_money, money, percent, price
from markets.templatetags.pictures import line_chart

register = template.Library()


def index(value: float | None) -> str:
    """A figure from 0 to 100 with one place."""
    return ABSENT if value is None else written(f"{value:.1f}")


ROWS = 31
# Series by name: the heading of its column, how it is written and whether in the chart's currency.
_COLUMNS = {
    "open": (pgettext_lazy("price", "Open"), price, True),
    "high": (pgettext_lazy("price", "High"), price, True),
    "low": (pgettext_lazy("price", "Low"), price, True),
    "close": (pgettext_lazy("price", "Close"), price, True),
    "sma_50": ("SMA 50", price, True),
    "sma_200": ("SMA 200", price, True),
    "ema_20": ("EMA 20", price, True),
    "rsi_14": ("RSI 14", index, False),
    "macd": ("MACD", price, True),
    "macd_signal": (gettext_lazy("MACD signal"), price, True),
    "macd_hist": (gettext_lazy("MACD histogram"), price, True),
    "volume": (gettext_lazy("Volume"), large_money, True),
    "income": (gettext_lazy("Income"), money, True),
    "fees": (gettext_lazy("Fees"), money, True),
    "value": (gettext_lazy("Value"), money, True),
    "paid": (gettext_lazy("Paid in"), money, True),
    "same": (gettext_lazy("Same flows in the benchmark"), money, True),
    "return": (gettext_lazy("Return"), change, False),
    "benchmark": (gettext_lazy("Benchmark"), change, False),
    "drawdown": (gettext_lazy("Drawdown"), percent, False),
}


@register.inclusion_tag("includes/chart_table.html")
def chart_table(chart: Chart, label: str, *names: str):
    """At most 31 points of a chart, evenly chosen, the last first; of all series or of those named.

    What a chart shows to those who do not see it.
    """
    shown = [name for name in names or _COLUMNS if name in chart.series]
    step = max(1, -(-len(chart.time) // ROWS))
    return {
        "label": label,
        "step": chart.step,
        "is_thinned": step > 1,
        "headings": [_COLUMNS[name][0] for name in shown],
        "rows": [
            (point["time"], [_written(name, point[name], chart.currency) for name in shown])
            for point in reversed(chart.points(*shown, every=step))
        ],
    }


@register.inclusion_tag("includes/lines.html")
def chart_lines(chart: Chart, label: str, *names: str, **options):
    """Some series of a chart as an SVG; see `line_chart` for the options."""
    points = chart.points(*names)
    return line_chart(points, label, *names, currency=chart.currency, **options)


def _written(name: str, value: float | None, currency: str) -> str:
    _, write, is_money = _COLUMNS[name]
    return write(value, currency) if is_money else write(value)


@register.simple_tag
def chart_words(kind: str) -> str:
    """What the script of a kind of chart says, as JSON: its series by name, and its sentences."""
    names = {name: str(column[0]) for name, column in _COLUMNS.items()}
    # In a pane of its own, a line needs not say whose it is.
    names |= {"macd_signal": _("Signal"), "macd_hist": _("Histogram")}
    if kind == "invested":
        names["paid"] = _("Invested")
    sentences = {
        "week": _("Week of {day}"),
        "month": _("Month of {month}"),
        "failed": _("The chart's data could not be loaded. Reload the page to try again."),
        "empty": _(
            "The history is being fetched: the chart appears once there are two points of it."
        ),
    }
    return json.dumps({"series": names, **sentences})


@register.simple_tag
def market_marks(analysis) -> dict:
    """Lines and signs of an asset's analysis, by the option that shows them on its chart."""
    if analysis is None:
        return {"levels": [], "signals": []}
    lines = [
        {"price": level.price, "title": title, "kind": kind}
        for kind, title in (("support", _("Support")), ("resistance", _("Resistance")))
        for level in getattr(analysis.levels, kind)
    ]
    signs = []
    for trade in analysis.signalled.trades:
        signs.append(_sign(trade.entered_on, "entry", _("Signal: entry")))
        if not trade.is_open:
            signs.append(_sign(trade.left_on, "exit", _("Signal: exit")))
    return {"levels": lines, "signals": signs}


def _sign(day: date, kind: str, text: str) -> dict:
    return {"time": int(datetime.combine(day, time(), tzinfo=UTC).timestamp()), "kind": kind,
            "text": text}  # fmt: skip


@register.filter
def pane_count(chart: Chart) -> int:
    """How many panes the candles of a chart need."""
    return 1 + sum(name in chart.series for name in ("volume", "rsi_14", "macd"))


@register.filter
def range_name(chart: Chart) -> str:
    """The range in words, to stand behind a change: 7D, or since when for all of it."""
    if chart.period != Period.ALL or not len(chart.time):
        return _(RANGES.get(chart.period, ""))
    return _("since {day}").format(day=chart.first)


@register.filter
def chart_profit(chart: Chart, now) -> float | None:
    """What a portfolio earned over the range: its value `now` less what was put in by then.

    None of a chart without it, and of one whose amounts are hidden.
    """
    paid = chart.series.get("paid")
    is_known = paid is not None and len(paid) and chart.currency != "%"
    return float(now) - float(paid[-1]) if is_known else None


@register.filter
def chart_change(chart: Chart, now: float | None = None) -> float | None:
    """The growth of the price over the range, up to `now` or the last close.

    None before there are two points of it: what one day of a year tells is not a year's growth.
    """
    return None if len(chart.time) < 2 else chart.change("close", now=now)
