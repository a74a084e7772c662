"""Cells of the table of positions: in Python, since a template takes three times as long."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from markets.templatetags.figures import change, exact, gain, money, percent, price, quantity
from markets.templatetags.pictures import sparkline
from portfolios.selectors.positions.query import PositionsQuery
from portfolios.selectors.positions.rows import PositionRow, Sums

register = template.Library()

# What stands before a figure on a phone, where a row has no heading above it.
_BEFORE = {"price": pgettext_lazy("before a price", "at")}
# Columns that show the figure of another, which a phone shows in its place.
_FIRST_ON_PHONES = {"quantity", "price", "value", "gain"}


@register.simple_tag
def position_cells(row: PositionRow, query: PositionsQuery, currency: str) -> SafeString:
    """The cells of a row, after that of its asset."""
    return format_html_join(
        "",
        '<td class="number {}"{}>{}</td>',
        ((_class(name, query), _before(name), _CELLS[name](row, currency))
         for name in query.columns),
    )  # fmt: skip


@register.simple_tag
def sum_cells(sums: Sums, query: PositionsQuery, currency: str) -> SafeString:
    """The cells of a row of sums; a column that does not add up is empty."""
    return format_html_join(
        "",
        '<td class="number {}">{}</td>',
        ((_class(name, query), _summed(sums, name, currency)) for name in query.columns),
    )


def _class(name: str, query: PositionsQuery) -> str:
    is_sorted = query.sort.removeprefix("-") == name and name not in _FIRST_ON_PHONES
    return f"{name.replace('_', '-')}{' sorted' if is_sorted else ''}"


def _before(name: str) -> SafeString | str:
    return format_html(' data-before="{}"', _BEFORE[name]) if name in _BEFORE else ""


def _gained(amount, share, currency: str) -> SafeString:
    if amount is None or share is None:
        return gain(amount, currency)
    return format_html('{} <span class="small">{}</span>', gain(amount, currency), change(share, 1))


def _summed(sums: Sums, name: str, currency: str):
    amount = getattr(sums, name, None)
    if amount is None:
        return ""
    if name == "gain":
        return _gained(amount, sums.gain_share, currency)
    return _SUMMED.get(name, money)(amount, currency)


def _weight(value, _currency: str) -> str:
    return percent(value, 1)


_SUMMED = {"weight": _weight, "unrealised": gain, "realised": gain}
_CELLS = {
    "price": lambda row, currency: price(row.price, currency),
    "change_24h": lambda row, _: change(row.change_24h),
    "trend": lambda row, _: _trend(row),
    "quantity": lambda row, _: format_html(
        '<span title="{}">{}</span>', exact(row.quantity), quantity(row.quantity)
    ),
    "value": lambda row, currency: money(row.value, currency),
    "weight": lambda row, _: percent(row.weight, 1),
    "gain": lambda row, currency: _gained(row.gain, row.gain_share, currency),
    "average_cost": lambda row, currency: price(row.average_cost, currency),
    "cost": lambda row, currency: money(row.cost, currency),
    "unrealised": lambda row, currency: _gained(row.unrealised, row.unrealised_share, currency),
    "realised": lambda row, currency: gain(row.realised, currency),
    "income": lambda row, currency: money(row.income, currency),
    "fees": lambda row, currency: money(row.fees, currency),
}


def _trend(row: PositionRow) -> str:
    words = _("{symbol} in 7 days: {change}").format(
        symbol=row.asset.symbol, change=percent(row.trend_change, 1)
    )
    return sparkline(row.trend, words)
