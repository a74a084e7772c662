from django.utils.functional import SimpleLazyObject

from portfolios.selectors.alerts.notices import unseen_count


def unseen_alerts(request):
    """How many alerts and notices the bell counts; asked for only where a page shows it."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unseen_alerts": 0}
    return {"unseen_alerts": SimpleLazyObject(lambda: unseen_count(user))}
