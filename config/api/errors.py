"""Errors of the API in one form, from the router, Django itself or a middleware."""

from http import HTTPStatus

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse, JsonResponse

ROOT = "/api/"
MEDIA_TYPE = "application/problem+json"
WORDS = {
    404: "There is nothing at this address.",
    405: "This address does not take the method; `Allow` names those that it takes.",
    500: "Something went wrong on our side. It was logged; nothing was half written.",
}
# Of the answer that is replaced; the rest described its page.
KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


class ApiErrorsMiddleware:
    """Makes problem details (RFC 9457) of every error below the API's root that is none yet."""

    sync_capable = async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request):
        if iscoroutinefunction(self):
            return self.answer_async(request)
        return as_problem(request, self.get_response(request))

    async def answer_async(self, request):
        return as_problem(request, await self.get_response(request))


def as_problem(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response itself, or the problem that stands for it."""
    if response.status_code < 400 or not request.path.startswith(ROOT):
        return response
    if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
        return response
    title = HTTPStatus(response.status_code).phrase
    body = {
        "type": "about:blank",
        "title": title,
        "status": response.status_code,
        "detail": WORDS.get(response.status_code, f"{title}."),
        "instance": request.path,
        "code": HTTPStatus(response.status_code).name.lower(),
    }
    problem = JsonResponse(body, status=response.status_code, content_type=MEDIA_TYPE)
    for name in KEPT_HEADERS:
        if name in response.headers:
            problem[name] = response[name]
    problem["Cache-Control"] = "no-store"
    return problem
