"""Bodies within bounds: DRF reads past Django's own limit, so it is held here."""

import json
import math
from decimal import Decimal

from django.conf import settings
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser


class BodyTooLarge(APIException):
    """More was sent than is read."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "The request is larger than is read."
    default_code = "too_large"


# Nothing that the API takes is nested deeper than a few levels.
MOST_LEVELS = 20


class BoundedJSONParser(JSONParser):
    """JSON (RFC 8259) up to DATA_UPLOAD_MAX_MEMORY_SIZE bytes as counted.

    Refused are what programs read differently: a name given twice, numbers that are none, and
    what is nested too deeply.
    """

    def parse(self, stream, media_type=None, parser_context=None):
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise BodyTooLarge(f"A request may hold {limit // 2**20} MB at most.")
        try:
            value = json.loads(body.decode(), **_HOOKS)
        except ValueError as error:
            raise ParseError(f"This is no JSON: {error}") from None
        except RecursionError:
            raise ParseError("The JSON is nested too deeply.") from None
        if _is_deeper(value, MOST_LEVELS):
            raise ParseError("The JSON is nested too deeply.")
        return value


def _object(pairs: list[tuple]) -> dict:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ParseError("A name stands twice in one object.")
    return found


def _refuse(constant: str):
    raise ParseError(f"{constant} is no number of JSON.")


def _number(text: str) -> int | float:
    """A number with a point or an exponent; a whole one exactly, as JSON Schema reads it."""
    number = float(text)
    if math.isinf(number):
        raise ParseError("A number is too large.")
    whole = Decimal(text).to_integral_value() if number.is_integer() else None
    return int(whole) if whole is not None and whole == Decimal(text) else number


_HOOKS = {"object_pairs_hook": _object, "parse_constant": _refuse, "parse_float": _number}


def _is_deeper(value, most: int) -> bool:
    level = [value]
    for _ in range(most):
        level = [
            inner for one in level if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]  # fmt: skip
        if not level:
            return False
    return True
