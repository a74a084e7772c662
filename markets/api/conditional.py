"""ETags: a GET that has not changed costs no bytes, a write on something stale is refused."""

import hashlib
import json

from django.utils.http import parse_etags, quote_etag
from rest_framework import status
from rest_framework.exceptions import APIException
from rest_framework.utils.encoders import JSONEncoder


class PreconditionFailed(APIException):
    """The thing is no longer as the client saw it."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "It has changed since you read it: read it again."
    default_code = "precondition_failed"


def etag_of(data) -> str:
    """A strong tag of what a representation says."""
    text = json.dumps(data, cls=JSONEncoder, sort_keys=True, separators=(",", ":"))
    return quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])


class ConditionalMixin:
    """Tags successful GETs, answers 304, and checks `If-Match` before a write.

    A write in a view opens a transaction and calls `locked_object`, which holds the row until it
    ends, so that nothing can change between the check and the write.
    """

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        data = getattr(response, "data", None)
        if request.method not in {"GET", "HEAD"} or response.status_code != 200 or data is None:
            return response
        tag = etag_of(data)
        asked = parse_etags(request.headers.get("If-None-Match", ""))
        if tag in {one.removeprefix("W/") for one in asked} or "*" in asked:
            response.data = None
            response.status_code = status.HTTP_304_NOT_MODIFIED
        response["ETag"] = tag
        response["Cache-Control"] = "private, no-cache"
        return response

    def locked_object(self):
        """The view's object, locked, if it still is what `If-Match` says."""
        found = self.get_object()
        type(found)._base_manager.select_for_update(of=("self",)).get(pk=found.pk)
        asked = parse_etags(self.request.headers.get("If-Match", ""))
        if asked and "*" not in asked:
            found = self.get_object()
            if etag_of(self.get_serializer(found).data) not in asked:
                raise PreconditionFailed
        return found
