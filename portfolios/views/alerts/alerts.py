"""What fired, for those who may see it."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from markets.views.parts import render_part
from portfolios.models import Alert, Portfolio
from portfolios.selectors.alerts.market.listing import market_alerts
from portfolios.selectors.alerts.notices import latest_notices

PAGE_SIZE = 50
TOASTED_FOR = timedelta(minutes=1)


def _alerts(user):
    return Alert.objects.for_user(user).select_related("asset", "portfolio", "trigger__currency")


@login_required
def alert_list(request):
    page = Paginator(_alerts(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    editable = set(Portfolio.objects.editable_by(request.user).values_list("pk", flat=True))
    context = {
        "page": page,
        "editable": editable,
        "notices": latest_notices(request.user),
        "market_alerts": market_alerts(request.user, now=timezone.now()),
    }
    return render_part(request, "portfolios/alerts/alerts.html", context, part="alert-rows")


@login_required
def alert_count(request):
    """The number on the bell."""
    return render(request, "includes/alert_count.html")


@login_required
def alert_latest(request):
    """The toast of what has just fired; the event that asks goes to everybody."""
    just_now = timezone.now() - TOASTED_FOR
    alert = _alerts(request.user).unseen().filter(fired_at__gte=just_now).first()
    notice = None
    if alert is None:
        fresh = request.user.notices.filter(seen_at=None, created_at__gte=just_now)
        notice = fresh.first()
    return render(request, "portfolios/alerts/alert_toast.html", {"alert": alert, "notice": notice})


@login_required
@require_POST
def alerts_seen(request):
    """Mark all of one's own alerts and notices as looked at."""
    now = timezone.now()
    Alert.objects.editable_by(request.user).unseen().update(seen_at=now)
    request.user.notices.filter(seen_at=None).update(seen_at=now)
    return redirect("portfolios:alerts")
