"""Compresses answers, pages and API alike, and names each form of a thing by a tag of its own."""

from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.http import parse_etags

from markets.api.base.conditional import COMPRESSED, compressed_tag, plain_tag

ASKED = "HTTP_IF_NONE_MATCH"


class CompressionMiddleware(GZipMiddleware):
    """Django's, which pads answers against BREACH, with strong tags instead of weak ones.

    A weak tag never matches an `If-Match`, so a client that takes gzip could not edit anything.
    A view compares `If-None-Match` with the plain tag, so both forms of a thing answer to it.
    """

    def process_request(self, request: HttpRequest) -> None:
        asked = request.META.get(ASKED, "")
        if COMPRESSED in asked:
            plain = (plain_tag(tag) for tag in parse_etags(asked) if tag.endswith(COMPRESSED))
            request.META[ASKED] = ", ".join([*plain, asked])

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        tag = response.get("ETag")
        response = super().process_response(request, response)
        if tag and self._is_compressed(request, response, tag):
            response["ETag"] = compressed_tag(tag)
        return response

    def _is_compressed(self, request: HttpRequest, response: HttpResponseBase, tag: str) -> bool:
        """Whether that is the form which the tag is to name; a 304 names the one that is held."""
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            return compressed_tag(tag) in parse_etags(request.META.get(ASKED, ""))
        return response.get("Content-Encoding") == "gzip"
