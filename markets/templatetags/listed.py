"""Parts of tables with hundreds of rows: in Python, since a template takes three times as long."""

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from markets.templatetags.figures import asset_icon, large_money
from markets.templatetags.names import asset_name

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
