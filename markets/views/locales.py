"""How the reader's locale writes numbers."""

from django.http import HttpRequest
from django.utils.formats import get_format
from django.utils.translation.trans_real import parse_accept_lang_header

from markets.number_reading import MARKS


def decimal_mark_of(request: HttpRequest) -> str:
    """What stands before the decimals in the language that the browser asks for first."""
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    mark = get_format("DECIMAL_SEPARATOR", lang=asked[0][0]) if asked else "."
    return mark if mark in MARKS else "."
