"""What a chart is asked for by an address, and what the browser remembers of it."""

from collections.abc import Mapping
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import conditional_page

from markets.analytics.charts.chart import Chart
from markets.analytics.charts.indicators import INDICATORS
from markets.analytics.charts.periods import RANGES, Period

RANGE, SHOW, CHOSEN = "range", "show", "chosen"
# What the chart of an asset can show beside its price, with the name of its box.
OPTIONS = {
    "sma_50": gettext_lazy("Average of 50 days"), "sma_200": gettext_lazy("Average of 200 days"),
    "ema_20": gettext_lazy("Exponential average of 20 days"),
    "rsi_14": gettext_lazy("RSI of 14 days"),
    "macd": gettext_lazy("MACD 12, 26, 9"),
    "levels": gettext_lazy("Support and resistance"),
    "signals": gettext_lazy("Entries and exits of the signal"),
    "log": gettext_lazy("Logarithmic scale"),
}  # fmt: skip
_A_YEAR = 365 * 86400


class InvalidQuery(ValueError):
    """An address asks for what there is not: the parameter, and what is wrong with it."""

    def __init__(self, parameter: str, message: str):
        super().__init__(message)
        self.errors = {parameter: [message]}


def asked_range(request: HttpRequest, *, cookie: str, usual: Period) -> Period:
    """The range of the address, else the one chosen last, else the usual one."""
    for text in (request.GET.get(RANGE), request.COOKIES.get(cookie)):
        if text in RANGES:
            return Period(text)
    return usual


def asked_options(request: HttpRequest, *, cookie: str) -> list[str]:
    """The options that the form's boxes name, else those chosen last; nonsense is none."""
    if CHOSEN in request.GET:
        found = request.GET.getlist(SHOW)
    else:
        found = request.COOKIES.get(cookie, "").split(".")
    return [name for name in OPTIONS if name in found]


def indicators_in(options: list[str]) -> list[str]:
    """Those of the options that are series of their own."""
    return [name for name in options if name in INDICATORS]


def remember(request: HttpRequest, response: HttpResponse, chosen: Mapping[str, str]) -> None:
    """Keep what was chosen, by cookie, for the next chart of this kind.

    A part that renews itself, as prices change, chooses nothing.
    """
    if request.htmx.target and request.htmx.target == request.htmx.trigger:
        return
    for cookie, text in chosen.items():
        if text != request.COOKIES.get(cookie):
            response.set_cookie(
                cookie, text, max_age=_A_YEAR, httponly=True, samesite="Lax",
                secure=request.is_secure(),
            )  # fmt: skip


def remember_range(request: HttpRequest, response: HttpResponse, *, cookie: str) -> None:
    """Keep the range that the address names."""
    if request.GET.get(RANGE) in RANGES:
        remember(request, response, {cookie: request.GET[RANGE]})


def chart_data(view):
    """A view that returns a Chart for a period, as JSON with an ETag; an odd query is a 400."""

    @conditional_page
    @wraps(view)
    def answer(request, *args, **kwargs):
        try:
            found: Chart = view(request, *args, period=_range_of(request), **kwargs)
        except InvalidQuery as error:
            return JsonResponse({"errors": error.errors}, status=400)
        return JsonResponse(found.body())

    return answer


def _range_of(request: HttpRequest) -> Period:
    text = request.GET.get(RANGE, Period.ALL)
    if text not in RANGES:
        known = ", ".join(RANGES)
        raise InvalidQuery(RANGE, f"There is no range {text[:20]!r}: it is one of {known}.")
    return Period(text)


def indicators_of(request: HttpRequest) -> list[str]:
    """The indicators that an address names, with commas between them. Raises InvalidQuery."""
    names = [name for name in request.GET.get("indicators", "").split(",") if name]
    for name in names:
        if name not in INDICATORS:
            known = ", ".join(INDICATORS)
            message = f"There is no indicator {name[:20]!r}: it is one of {known}."
            raise InvalidQuery("indicators", message)
    return names
