"""The range of a chart, as an address asks for it and as the browser remembers it."""

from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import conditional_page

from markets.analytics.charts.chart import Chart
from markets.analytics.charts.periods import RANGES, Period

PARAMETER = "range"
_A_YEAR = 365 * 86400


def asked_range(request: HttpRequest, *, cookie: str, usual: Period) -> Period:
    """The range of the address, else the one chosen last, else the usual one."""
    for text in (request.GET.get(PARAMETER), request.COOKIES.get(cookie)):
        if text in RANGES:
            return Period(text)
    return usual


def remember_range(request: HttpRequest, response: HttpResponse, *, cookie: str) -> None:
    """Keep the range that the address names for the next chart of this kind.

    A part that renews itself, as prices change, chooses nothing.
    """
    chosen = request.GET.get(PARAMETER)
    renews = request.htmx.target and request.htmx.target == request.htmx.trigger
    if chosen in RANGES and chosen != request.COOKIES.get(cookie) and not renews:
        response.set_cookie(
            cookie, chosen, max_age=_A_YEAR, httponly=True, samesite="Lax",
            secure=request.is_secure(),
        )  # fmt: skip


def chart_data(view):
    """A view that returns a Chart for a period, as JSON with an ETag; an odd range is a 400."""

    @conditional_page
    @wraps(view)
    def answer(request, *args, **kwargs):
        text = request.GET.get(PARAMETER, Period.ALL)
        if text not in RANGES:
            message = f"There is no range {text[:20]!r}: it is one of {', '.join(RANGES)}."
            return JsonResponse({"errors": {PARAMETER: [message]}}, status=400)
        found: Chart = view(request, *args, period=Period(text), **kwargs)
        return JsonResponse(found.body())

    return answer
