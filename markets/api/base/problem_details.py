"""Errors of the API in one form: problem details, RFC 9457."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, JsonResponse

MEDIA_TYPE = "application/problem+json"


def problem_body(
    *, status: int, detail: str, instance: str, code: str = "", errors: Sequence[dict] = ()
) -> dict[str, Any]:
    """The members of a problem; its code is the status's name unless one is given."""
    known = HTTPStatus(status)
    body = {
        "type": "about:blank",
        "title": known.phrase,
        "status": status,
        "detail": detail,
        "instance": instance,
        "code": code or known.name.lower(),
    }
    return body | {"errors": list(errors)} if errors else body


def problem_response(
    request: HttpRequest, *, status: int, detail: str, code: str = "", errors: Sequence[dict] = ()
) -> JsonResponse:
    """A problem as the answer of a middleware, which no cache stores."""
    body = problem_body(
        status=status, detail=detail, instance=request.path, code=code, errors=errors
    )
    response = JsonResponse(body, status=status, content_type=MEDIA_TYPE)
    response["Cache-Control"] = "no-store"
    return response
