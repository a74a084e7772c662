"""The ⓘ beside a figure, which leads to what it means."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from markets.analytics.glossary.registry import has_term, link_to
from markets.models import Asset

register = template.Library()


@register.simple_tag
def info(name: str, asset: Asset | None = None) -> SafeString:
    """A link to the term with this slug, or of the figure with this id.

    With an asset its own numbers stand in the formula. Raises KeyError for a name without a term.
    An asset's page has more than a hundred: by a template of its own each takes ten times as long.
    """
    slug, title = link_to(name)
    return format_html(
        '&nbsp;<a class="info" href="{}{}" aria-label="{}">i</a>',
        reverse("term", args=[slug]),
        f"?asset={asset.slug}" if asset else "",
        _("About: %(name)s") % {"name": title},
    )


@register.simple_tag
def how_button(popover: str, about: str) -> SafeString:
    """The ⓘ that opens the popover with this id, which says how a figure is computed."""
    return format_html(
        '<button class="info inline" type="button" popovertarget="{}" aria-label="{}">i</button>',
        popover,
        _("How is it computed: %(about)s") % {"about": about},
    )


@register.simple_tag
def explained(label: str, popover: str) -> SafeString:
    """A figure's label with its ⓘ, which stays on the line of the last word.

    Neither a no-break space nor a word joiner holds a button to the text before it.
    """
    *words, last = str(label).split(" ")
    sign = how_button(popover, label)
    return format_html(
        '{}<span class="nowrap">{} {}</span>', "".join(f"{word} " for word in words), last, sign
    )


@register.simple_tag
def info_if_known(name: str, asset: Asset | None = None) -> SafeString | str:
    """The same; nothing for a column that has no term, such as a formula that somebody wrote."""
    return info(name, asset) if has_term(name) else ""
