"""Parts of tables with hundreds of rows: in Python, since a template takes three times as long."""

from collections.abc import Iterable, Mapping, Sequence

from django import template
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from markets.models import Asset
from markets.templatetags.figures import ABSENT, asset_icon, large_money
from markets.templatetags.glossary import info
from markets.templatetags.names import asset_name
from markets.templatetags.pictures import sparkline
from markets.templatetags.points import missing_text, point_formula, point_label, point_value

register = template.Library()


@register.simple_tag
def asset_link(asset, address: str = "", aside=None) -> SafeString:
    """An asset's icon, name and symbol, with `aside` dollars on phones; to its page if no other."""
    icon = asset_icon(asset.icon_name)
    picture = (
        format_html(
            '<img class="asset-icon" src="{}" alt="" width="28" height="28" loading="lazy">', icon
        )
        if icon
        else format_html('<span class="asset-badge" aria-hidden="true">{}</span>', asset.symbol[:3])
    )
    own = " · " + _("own") if asset.is_own else ""
    money = format_html('<span class="on-phones"> · {}</span>', large_money(aside)) if aside else ""
    return format_html(
        '<a class="asset" href="{}">{}<span><span class="asset-name">{}</span>'
        '<span class="asset-symbol">{}{}{}</span></span></a>',
        address or reverse("markets:asset", args=[asset.slug]),
        picture, asset_name(asset), asset.symbol, own, money,
    )  # fmt: skip


@register.filter
def number_cells(texts: Iterable[str]) -> SafeString:
    """The cells of a table's row."""
    cells = "".join(f'<td class="number">{conditional_escape(text)}</td>' for text in texts)
    return mark_safe(cells)  # noqa: S308


@register.simple_tag
def point_rows(
    points: Iterable, paths: Mapping[str, Sequence[float | None]], asset: Asset
) -> SafeString:
    """Rows of stored data points: name and formula, value, rank, path of the last 90 days."""
    return format_html_join(
        "\n", _POINT_ROW, (_cells_of(one, paths.get(one.point.id, ()), asset) for one in points)
    )


_POINT_ROW = (
    '<tr><th scope="row">{}{} <span class="small quiet">{}</span></th>'
    '<td class="number">{}</td><td class="number">{}</td><td class="optional">{}</td></tr>'
)


def _cells_of(one, path: Sequence[float | None], asset: Asset) -> tuple[str, ...]:
    name = one.point.id
    label = point_label(name)
    if one.value is None:
        reason = _("unknown: %(reason)s") % {"reason": missing_text(one.missing)}
        value = format_html('<span class="small quiet">{}</span>', reason)
    else:
        value = point_value(one.value, name)
    rank = floatformat(one.rank, 0) or ABSENT
    return label, info(name, asset), point_formula(name), value, rank, sparkline(path, label)
