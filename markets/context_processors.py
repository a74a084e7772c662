from markets.selectors import market_status


def market(request):
    """Which market the page shows: the banner names a simulated one."""
    return {"market": market_status()}
