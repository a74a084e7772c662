from django.utils.functional import SimpleLazyObject

from markets.selectors import market_status


def market(request):
    """Which market the page shows, asked for only by pages with a banner, not by fragments."""
    return {"market": SimpleLazyObject(market_status)}
