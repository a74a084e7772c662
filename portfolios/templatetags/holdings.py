"""What pages show of their reader's own portfolios."""

from django import template

from portfolios.models import Position
from portfolios.selectors.books.health import problem_count
from portfolios.selectors.exits.chart_lines import chart_lines

register = template.Library()

register.simple_tag(problem_count, name="problem_count")


@register.simple_tag
def exit_lines(user, asset, portfolio=None):
    """What the reader has armed on an asset, for its chart; nothing for a visitor."""
    if not user.is_authenticated:
        return []
    return chart_lines(user, asset=asset, portfolio=portfolio)


@register.inclusion_tag("portfolios/books/held.html")
def held_by(user, asset):
    """The user's positions in an asset, by portfolio and account; nothing for a visitor."""
    if not user.is_authenticated:
        return {"positions": [], "asset": asset}
    positions = (
        Position.objects.for_user(user)
        .filter(asset=asset)
        .exclude(quantity=0)
        .select_related("portfolio__currency", "account")
        .order_by("portfolio__name", "account__name")
    )
    return {"positions": list(positions), "asset": asset}
