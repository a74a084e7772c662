"""How the reader's locale writes numbers."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.formats import get_format
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

from markets.number_reading import MARKS


def decimal_mark_of(request: HttpRequest) -> str:
    """What stands before the decimals where the page is read.

    A page in another language than English writes numbers as that one does; else it is the
    language that the browser asks for first.
    """
    if get_language() != settings.LANGUAGE_CODE:
        return get_format("DECIMAL_SEPARATOR")
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    mark = get_format("DECIMAL_SEPARATOR", lang=asked[0][0]) if asked else "."
    return mark if mark in MARKS else "."
