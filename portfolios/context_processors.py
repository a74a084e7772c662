from datetime import UTC

from django.utils.functional import SimpleLazyObject

from markets.templatetags.figures import AMOUNTS_HIDDEN
from markets.templatetags.instants import READERS_ZONE
from portfolios.selectors.alerts.notices import unseen_count

# By the first part of a page's address: which entry of the menu it belongs to.
_SECTIONS = {
    "": "home", "portfolios": "portfolios", "performance": "portfolios", "markets": "markets",
    "learn": "markets", "watchlists": "markets", "alerts": "alerts", "channels": "alerts",
    "deliveries": "alerts", "search": "search",
}  # fmt: skip


def section(request):
    """The entry of the menu that a page belongs to, or none."""
    return {"section": _SECTIONS.get(request.path.split("/", 2)[1], "")}


def unseen_alerts(request):
    """How many alerts and notices the bell counts; asked for only where a page shows it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unseen_alerts": 0}
    return {"unseen_alerts": SimpleLazyObject(lambda: unseen_count(user))}


def zone(request):
    """The time zone in which whoever reads the page reads its instants."""
    user = getattr(request, "user", None)
    return {READERS_ZONE: user.zone if user is not None and user.is_authenticated else UTC}


def privacy(request):
    """Whether the page shows no amounts."""
    return {"amounts_hidden": AMOUNTS_HIDDEN.get()}
