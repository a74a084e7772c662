"""What happened to assets, in words."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from markets.models import Asset, AssetEvent
from markets.number_writing import written
from markets.numbers import plain
from markets.templatetags.names import asset_in_words

register = template.Library()
_KINDS = AssetEvent.Kind


@register.filter
def event_text(event: AssetEvent, asset: Asset) -> SafeString:
    """An event as the page of one of its assets tells it, without its day."""
    return format_html(_sentence(event, is_own=event.asset_id == asset.pk), **_values(event))


def _sentence(event: AssetEvent, *, is_own: bool) -> str:
    if event.kind == _KINDS.RENAME:
        return _("Renamed; it was {former} before.")
    if event.kind == _KINDS.REDENOMINATION:
        return _("Redenominated: {before} old units became {after} new ones.")
    if event.kind == _KINDS.MERGE:
        return _("It was listed twice; {asset} is the same and has gone into it.")
    if event.kind == _KINDS.END:
        if event.is_worthless:
            return _("It ended, and is worth nothing since.")
        return _("It ended. Prices after that are what the source still gives.")
    if is_own:
        return _("It became {successor}: {before} old units are {after} new ones.")
    return _("{asset} became it: {before} old units are {after} new ones.")


def _values(event: AssetEvent) -> dict:
    former = " · ".join(filter(None, (event.former_name, event.former_symbol)))
    return {
        "former": former, "asset": _link(event.asset), "successor": _link(event.successor),
        "before": _units(event.units_before), "after": _units(event.units_after),
    }  # fmt: skip


def _link(asset: Asset | None) -> SafeString:
    if asset is None:
        return SafeString("")
    address = reverse("markets:asset", args=[asset.slug])
    return format_html('<a href="{}">{}</a>', address, asset_in_words(asset))


def _units(number) -> str:
    return "" if number is None else written(plain(number))
