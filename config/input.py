"""Refuses text that no field of ours can hold, before anything looks at it.

PostgreSQL's text has no NUL, and what compares a column with one gets an error from it. No browser
and no program of good will sends one, so the refusal stands at the door, for all addresses alike.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext_lazy

from markets.api.base.problem_details import problem_response

NUL = "\0"
REFUSAL = gettext_lazy("It holds a NUL character, which no text has.")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class TextMiddleware(MiddlewareMixin):
    """Answers 400, naming the field, where a query or a page's form has a NUL in it.

    The API's bodies are read, and refused, by its serializers.
    """

    def process_view(self, request, view, args, kwargs):
        is_api = request.path.startswith("/api/")
        field = _field_with_nul(request.GET)
        if field is None and not is_api and request.content_type in FORMS:
            field = _field_with_nul(request.POST)
        if field is None:
            return None
        field = field.replace(NUL, "")
        return _problem(request, field) if is_api else _page(request, field)


def _field_with_nul(values) -> str | None:
    for name, texts in values.lists():
        if NUL in name or any(NUL in text for text in texts):
            return name
    return None


def _page(request: HttpRequest, field: str) -> HttpResponse:
    return render(request, "400.html", {"field": field, "refusal": REFUSAL}, status=400)


def _problem(request: HttpRequest, field: str) -> HttpResponse:
    pointer = "/" + field.replace("~", "~0").replace("/", "~1")
    error = {"pointer": pointer, "detail": str(REFUSAL), "code": "null_characters_not_allowed"}
    detail = f"The parameter {field!r} cannot be read. {REFUSAL}"
    return problem_response(request, status=400, detail=detail, code="invalid", errors=[error])
