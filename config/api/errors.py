"""Errors of the API in one form, from the router, Django itself or a middleware."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from config.middleware import BaseMiddleware
from markets.api.base.problem_details import MEDIA_TYPE, problem_response

ROOT = "/api/"
WORDS = {
    404: "There is nothing at this address.",
    405: "This address does not take the method; `Allow` names those that it takes.",
    500: "Something went wrong on our side. It was logged; nothing was half written.",
}
# Of the answer that is replaced; the rest described its page.
SAME_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


class ApiErrorsMiddleware(BaseMiddleware):
    """Makes problem details (RFC 9457) of every error below the API's root that is none yet."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        status = response.status_code
        if status < 400 or not request.path.startswith(ROOT):
            return response
        if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
            return response
        detail = WORDS.get(status, f"{HTTPStatus(status).phrase}.")
        problem = problem_response(request, status=status, detail=detail)
        for name in SAME_HEADERS:
            if name in response.headers:
                problem[name] = response[name]
        return problem
