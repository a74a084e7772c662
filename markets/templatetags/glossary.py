"""The ⓘ beside a figure, which leads to what it means."""

from django import template

from markets.analytics.glossary.registry import has_term, term_named
from markets.models import Asset

register = template.Library()


@register.inclusion_tag("includes/info.html")
def info(name: str, asset: Asset | None = None) -> dict:
    """A link to the term with this slug, or of the figure with this id.

    With an asset its own numbers stand in the formula. Raises KeyError for a name without a term.
    """
    return {"term": term_named(name), "asset": asset}


@register.inclusion_tag("includes/info.html")
def info_if_known(name: str, asset: Asset | None = None) -> dict:
    """The same; nothing for a column that has no term, such as a formula that somebody wrote."""
    return {"term": term_named(name) if has_term(name) else None, "asset": asset}
