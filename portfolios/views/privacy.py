"""Privacy mode: pages without amounts, for a browser that others may look at.

A cookie says so, since what is hidden on a phone in a train need not be hidden at home. Pages and
the data of their charts follow it, and alerts pushed to that browser; downloads and the API do not.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from markets.analytics.charts.chart import Chart
from markets.templatetags.figures import AMOUNTS_HIDDEN
from portfolios.selectors.performance.charts import MONEY
from portfolios.services.alerts.channels import hide_amounts
from portfolios.views.alerts.devices import channel_of

COOKIE, HIDE = "amounts", "hidden"
_SECONDS = 365 * 24 * 3600


def asks_to_hide(request: HttpRequest) -> bool:
    """Whether amounts are hidden from this browser."""
    return request.COOKIES.get(COOKIE) == HIDE


@require_POST
def amounts_switch(request):
    """Hide amounts, or show them again, and go back to the page."""
    page = request.headers.get("Referer")
    hosts = {request.get_host()}
    if not url_has_allowed_host_and_scheme(page, hosts, require_https=request.is_secure()):
        page = reverse("home")
    answer = HttpResponseRedirect(page)
    channel = channel_of(request)
    if channel is not None and request.user.is_authenticated:
        hide_amounts(request.user, channel=channel, hidden=not asks_to_hide(request))
    if asks_to_hide(request):
        answer.delete_cookie(COOKIE, samesite="Lax")
    else:
        secure = settings.SESSION_COOKIE_SECURE
        answer.set_cookie(COOKIE, HIDE, _SECONDS, secure=secure, httponly=True, samesite="Lax")
    return answer


def shown_chart(chart: Chart) -> Chart:
    """The chart; where amounts are hidden, its money as per cent of the greatest amount in it."""
    return chart.in_percent(MONEY) if AMOUNTS_HIDDEN.get() else chart
