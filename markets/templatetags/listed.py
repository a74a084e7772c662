"""Parts of tables with hundreds of rows: in Python, since a template takes three times as long."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from django import template
from django.template.defaultfilters import floatformat
from django.urls import get_script_prefix, reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from markets.models import Asset
from markets.templatetags.figures import ABSENT, large_money
from markets.templatetags.glossary import info
from markets.templatetags.icons import asset_icon
from markets.templatetags.names import asset_name
from markets.templatetags.pictures import sparkline
from markets.templatetags.points import missing_text, point_formula, point_label, point_value

register = template.Library()


@register.simple_tag
def asset_link(asset, address: str = "", aside=None) -> SafeString:
    """An asset's icon, name and symbol, with `aside` dollars on phones; to its page if no other."""
    icon = asset_icon(asset)
    own = " · " + _("own") if asset.is_own else ""
    money = format_html('<span class="on-phones"> · {}</span>', large_money(aside)) if aside else ""
    return format_html(
        _WITH_ICON if icon else _WITH_BADGE,
        address or _page_of(asset.slug, get_script_prefix()), icon or asset.symbol[:3],
        asset_name(asset), asset.symbol, own, money,
    )  # fmt: skip


_WITH_ICON, _WITH_BADGE = (
    f'<a class="asset" href="{{}}">{picture}<span><span class="asset-name">{{}}</span>'
    '<span class="asset-symbol">{}{}{}</span></span></a>'
    for picture in (
        '<img class="asset-icon" src="{}" alt="" width="28" height="28" loading="lazy">',
        '<span class="asset-badge" aria-hidden="true">{}</span>',
    )
)


@lru_cache(maxsize=4096)
def _page_of(slug: str, prefix: str) -> str:
    """The address of an asset's page; `reverse` puts the prefix before it."""
    return reverse("markets:asset", args=[slug])


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
