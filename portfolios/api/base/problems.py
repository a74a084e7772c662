"""Every refusal in one form: problem details (RFC 9457), with the fields at fault.

400 is a request that its description does not allow. 409 is one that it allows and that what is
stored does not: a name that is taken, a coin that nobody knows, a level that is reached already.
"""

from collections.abc import Iterator, Mapping

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import set_rollback

from markets.api.base.parsers import BodyTooLarge
from markets.api.base.problem_details import MEDIA_TYPE, problem_body
from portfolios.services.errors import Refused, RowsRefused

BULK_FIELD = "transactions"
INVALID = "Some of what was sent cannot be taken; `errors` names it."
# Of values that are right in form, and name or meet something that is not there, or in the way.
OF_STORED = frozenset({"conflict", "unknown", "ambiguous", "does_not_exist"})


class Conflict(exceptions.ValidationError):
    """Well formed, and not possible with what is stored."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


def handle(exception: Exception, context: dict) -> Response | None:
    """The API's exception handler; None for what is no refusal but a fault of ours."""
    error = _as_api_exception(exception)
    if error is None:
        return None
    status_code = error.status_code
    if isinstance(error, Conflict) and context["request"].method in SAFE_METHODS:
        # What a reading names and nobody knows is not found.
        status_code = status.HTTP_404_NOT_FOUND
    set_rollback()
    # What the view writes besides JSON: its description is YAML, too.
    request = context["request"]
    request.accepted_renderer, request.accepted_media_type = JSONRenderer(), MEDIA_TYPE
    errors = _errors_of(exception, error)
    own_words = not errors or _own_words(exception)
    body = problem_body(
        status=status_code,
        detail=_words(exception, error) if own_words else INVALID,
        instance=request.path,
        code=_code(error),
        errors=errors,
    )
    return Response(body, status=status_code, headers=_headers(error), content_type=MEDIA_TYPE)


def _as_api_exception(exception: Exception) -> exceptions.APIException | None:
    if isinstance(exception, exceptions.ValidationError):
        return _of_stored(exception)
    if isinstance(exception, exceptions.APIException):
        return exception
    if isinstance(exception, Http404):
        return exceptions.NotFound("There is no such thing, or it is not yours.")
    if isinstance(exception, PermissionDenied):
        return exceptions.PermissionDenied(str(exception) or None)
    if isinstance(exception, Refused):
        return Conflict(exception.errors)
    if isinstance(exception, RowsRefused):
        return Conflict(str(exception))
    if isinstance(exception, RequestDataTooBig):
        return BodyTooLarge()
    if isinstance(exception, SuspiciousOperation):
        return exceptions.ParseError("The request cannot be read.")
    return None


def _of_stored(error: exceptions.ValidationError) -> exceptions.ValidationError:
    """The error itself, or a conflict where what is stored is all that is in the way."""
    codes = {one["code"] for one in _flat(error.detail, ())}
    return Conflict(error.detail) if codes and codes <= OF_STORED else error


def _own_words(exception: Exception) -> bool:
    return isinstance(exception, Refused) and set(exception.errors) == {""}


def _words(exception: Exception, error: exceptions.APIException) -> str:
    if isinstance(exception, Refused):
        return " ".join(exception.lines())
    detail = error.detail
    while isinstance(detail, list) and detail:
        detail = detail[0]
    return str(detail) if isinstance(detail, str) else INVALID


def _code(error: exceptions.APIException) -> str:
    codes = error.get_codes()
    return codes if isinstance(codes, str) else error.default_code


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait))
    return headers


def _errors_of(exception: Exception, error: exceptions.APIException) -> list[dict]:
    if isinstance(exception, RowsRefused):
        by_row = {BULK_FIELD: dict(exception.rows)}
        return list(_flat(by_row, ()))
    if isinstance(error, exceptions.ValidationError) and isinstance(error.detail, dict):
        return list(_flat(error.detail, ()))
    return []


def _flat(detail, path: tuple) -> Iterator[dict]:
    """A tree of messages as a list, each with a JSON pointer to the value it is about."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            here = path if name in {"", "non_field_errors"} else (*path, name)
            yield from _flat(inner, here)
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list)
            yield from _flat(inner, (*path, index) if nested else path)
    else:
        yield {
            "pointer": _sendable("".join(f"/{_escaped(part)}" for part in path)),
            "detail": _sendable(str(detail)),
            "code": getattr(detail, "code", None) or "invalid",
        }


def _sendable(text: str) -> str:
    """The text with what no answer can carry replaced: half a character that was sent to us."""
    return text.encode("utf-8", "replace").decode()


def _escaped(part) -> str:
    return str(part).replace("~", "~0").replace("/", "~1")
