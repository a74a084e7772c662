"""The page that a share link opens: no sign-in, no session, nothing for caches and searches."""

from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from markets.analytics.charts.periods import RANGES, Period
from markets.api.base.throttling import count_request
from markets.selectors import market_status
from markets.views.charts import RANGE
from portfolios.selectors.sharing.links import opened_link, shared_portfolio
from portfolios.services.sharing.links import note_visit

REQUESTS_A_MINUTE = 60
HEADERS = {
    "Cache-Control": "private, no-store",
    # The address is the key: no other site is told of it.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
LIMITED = gettext_lazy(
    "There were too many requests from your address. Wait a minute, then try again."
)
# One answer for all: whether a link ever was there is nobody's business.
MISSING = gettext_lazy(
    "This link is unknown, has expired, or was revoked. Ask for another where you got it."
)


def for_anyone(view):
    """A page for whoever has its address, counted by the client's, and kept nowhere."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        used, seconds_left = count_request(f"shared-rate:{request.META['REMOTE_ADDR']}")
        if used > REQUESTS_A_MINUTE:
            response = _refusal(_("Too many tries"), LIMITED, status=429)
            response["Retry-After"] = str(seconds_left)
        else:
            response = view(request, *args, **kwargs)
        for name, value in HEADERS.items():
            response[name] = value
        return response

    return answer


@require_safe
@for_anyone
def shared(request, key):
    """What the link shows; the same for everybody, whether signed in or not."""
    link = opened_link(key)
    if link is None:
        return _refusal(_("There is nothing here"), MISSING, status=404)
    if request.method == "GET":
        note_visit(link)
    asked = request.GET.get(RANGE)
    period = Period(asked) if asked in RANGES else Period.ALL
    context = {
        "shared": shared_portfolio(link, period=period),
        "ranges": RANGES,
        "period": period,
        "market": market_status(),
    }
    # Without the request: a page for anyone has nothing of whoever asks for it.
    return HttpResponse(render_to_string("portfolios/sharing/shared.html", context))


def _refusal(title: str, detail: str, *, status: int) -> HttpResponse:
    page = render_to_string("refused.html", {"title": title, "detail": detail})
    return HttpResponse(page, status=status)
