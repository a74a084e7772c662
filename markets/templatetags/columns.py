"""Columns of the screener as choices of its form: in Python, since each list has over a hundred."""

from collections.abc import Container, Iterable

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def column_options(groups: Iterable[tuple[str, Iterable]]) -> SafeString:
    """The options of a list of columns, by group, each with the sign of its limits."""
    return format_html_join(
        "", '<optgroup label="{}">{}</optgroup>',
        ((label, format_html_join("", _OPTION, map(_described, columns)))
         for label, columns in groups),
    )  # fmt: skip


_OPTION = '<option value="{}">{}{}</option>'


def _described(column) -> tuple[str, str, str]:
    return column.id, str(column.label), f" ({column.sign})" if column.sign else ""


@register.filter
def with_chosen(options: SafeString, column: str) -> SafeString:
    """The same options with the one of a column selected: made once, they serve every list."""
    option = f'<option value="{column}"'
    return mark_safe(options.replace(f"{option}>", f"{option} selected>"))  # noqa: S308


@register.simple_tag
def column_boxes(columns: Iterable, chosen: Container[str]) -> SafeString:
    """A box for each column, with its name, its id and, as a title, its formula."""
    return format_html_join(
        "",
        '<label class="choice" title="{}"><input type="checkbox" name="columns" value="{}"{}>'
        '<span>{} <code class="quiet small">{}</code></span></label>',
        (
            (
                str(column.formula),
                column.id,
                " checked" if column.id in chosen else "",
                str(column.label),
                column.id,
            )
            for column in columns
        ),
    )
