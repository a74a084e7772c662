"""What pages show of their reader's own portfolios."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from markets.analytics.market.cautions import SOLD_A_DAY, days_to_sell
from markets.templatetags.figures import AMOUNTS_HIDDEN, quantity
from portfolios.models import Portfolio, Position
from portfolios.selectors.exits.armed import armed_on
from portfolios.selectors.exits.chart_marks import chart_marks
from portfolios.selectors.home.correlations import held_correlations

register = template.Library()

TRADED = {"buy": gettext_lazy("Bought"), "sell": gettext_lazy("Sold")}


@register.simple_tag
def own_marks(user, asset, portfolio=None):
    """What the reader has on an asset, for its chart; nothing for a visitor."""
    if not user.is_authenticated:
        return None
    marks = chart_marks(user, asset=asset, portfolio=portfolio)
    if AMOUNTS_HIDDEN.get():
        marks["signs"] = [sign | {"text": str(TRADED[sign["kind"]])} for sign in marks["signs"]]
    return marks


@register.filter
def held_list(holders) -> str:
    """What each of some accounts held: Kraken held 3, Ledger held 2."""
    return ", ".join(
        _("{account} held {units}").format(account=one.account.name, units=quantity(one.held))
        for one in holders
    )


@register.inclusion_tag("portfolios/exits/armed.html")
def armed_by(user, asset):
    """The user's exit plan of an asset, over all portfolios; nothing for a visitor."""
    return {"levels": armed_on(user, asset) if user.is_authenticated else []}


@register.inclusion_tag("portfolios/books/correlations.html")
def correlated_with_held(user, asset):
    """How an asset moves with the reader's largest other positions; nothing for a visitor."""
    rows = held_correlations(user, asset) if user.is_authenticated else []
    return {"rows": rows, "asset": asset}


@register.inclusion_tag("portfolios/books/held.html")
def held_by(user, asset, volume_30=None):
    """The user's positions in an asset, by portfolio and account; nothing for a visitor.

    With the mean daily volume (dollars) it says how long a large holding takes to sell. Where
    nothing is held, portfolios that the user may change are there to arm a level in.
    """
    if not user.is_authenticated:
        return {"positions": [], "asset": asset}
    held = Position.objects.for_user(user).filter(asset=asset).exclude(quantity=0)
    named = held.select_related("portfolio__currency", "account")
    positions = list(named.order_by("portfolio__name", "account__name"))
    quote = getattr(asset, "quote", None)
    value = float(sum(one.quantity for one in positions)) * quote.price if quote else 0.0
    is_large = bool(volume_30) and value > SOLD_A_DAY * volume_30
    return {
        "positions": positions,
        "asset": asset,
        "days_to_sell": round(days_to_sell(value, volume_30)) if is_large else None,
        "portfolios": [] if positions else list(Portfolio.objects.editable_by(user)),
    }
