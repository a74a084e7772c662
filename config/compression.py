"""Compresses answers, pages and API alike, and names each form of a thing by a tag of its own."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from markets.api.base.conditional import compressed_tag


class CompressionMiddleware(GZipMiddleware):
    """Django's, which pads answers against BREACH, with strong tags instead of weak ones.

    A weak tag never matches an `If-Match`, so a client that takes gzip could not edit anything.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        tag = response.get("ETag")
        response = super().process_response(request, response)
        if tag and response.get("Content-Encoding") == "gzip":
            response["ETag"] = compressed_tag(tag)
        return response
