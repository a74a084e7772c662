"""ETags: a GET that has not changed costs no bytes, a write on something stale is refused."""

import hashlib
import json
import re

from django.http.response import HttpResponseBase
from django.utils.http import parse_etags, quote_etag
from rest_framework import status
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.utils.encoders import JSONEncoder

ANY = "*"
# A tag is quoted; what is in it is neither a quote, nor white space, nor a control character.
_TAG = re.compile(r'(?:W/)?"[!#-~\x80-\xff]*"')
_TAGS = re.compile(rf"[ \t,]*{_TAG.pattern}(?:[ \t]*,[ \t,]*{_TAG.pattern})*[ \t,]*")
# Each form of a thing has a strong tag of its own (RFC 9110, 8.8.3.3).
COMPRESSED = '-gzip"'


class PreconditionFailed(APIException):
    """The thing is no longer as the client saw it."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_detail = "It has changed since you read it: read it again."
    default_code = "precondition_failed"


def etag_of(data) -> str:
    """A strong tag of what a representation says."""
    text = json.dumps(data, cls=JSONEncoder, sort_keys=True, separators=(",", ":"))
    return quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])


def compressed_tag(tag: str) -> str:
    """The tag of the compressed form of what has this strong tag."""
    return tag.removesuffix('"') + COMPRESSED


def plain_tag(tag: str) -> str:
    """The tag of the uncompressed form, of either."""
    return tag.removesuffix(COMPRESSED) + '"' if tag.endswith(COMPRESSED) else tag


def read_tags(header: str | None) -> frozenset[str]:
    """The entity tags of an `If-Match` (RFC 9110, 13.1.1), or `*`; none where it is not sent.

    Those of compressed forms come as the plain ones. Weak ones keep their `W/`: they never match,
    since the comparison is the strong one. Raises ValidationError for what is neither `*` nor a
    list of tags.
    """
    if header is None:
        return frozenset()
    if header.strip(" \t") == ANY:
        return frozenset({ANY})
    if not _TAGS.fullmatch(header) or not (tags := _TAG.findall(header)):
        raise ValidationError({"If-Match": ['Send * or entity tags, as in "abc", "def".']})
    return frozenset(map(plain_tag, tags))


def held_tag(request, tag: str) -> str:
    """The form of this tag that the caller holds by `If-None-Match`; empty for another state."""
    asked = parse_etags(request.headers.get("If-None-Match", ""))
    held = {plain_tag(one.removeprefix("W/")): one.removeprefix("W/") for one in asked}
    return held.get(tag, tag if ANY in asked else "")


def mark_private(response: HttpResponseBase, tag: str) -> HttpResponseBase:
    """The answer with its tag; a browser keeps it and asks each time whether it still holds."""
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    return response


class ConditionalMixin:
    """Tags successful GETs, answers 304, and checks `If-Match` before a write."""

    expected_tags: frozenset[str] = frozenset()

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        data = getattr(response, "data", None)
        if request.method not in {"GET", "HEAD"} or response.status_code != 200 or data is None:
            return response
        tag = etag_of(data)
        held = held_tag(request, tag)
        if held:
            response.data = None
            response.status_code = status.HTTP_304_NOT_MODIFIED
        return mark_private(response, held or tag)

    def initial(self, request, *args, **kwargs):
        """Reads `If-Match` before anything is done; one that can't be read is no permission."""
        super().initial(request, *args, **kwargs)
        self.expected_tags = read_tags(request.headers.get("If-Match"))

    def check_precondition(self, found) -> None:
        """Raises `PreconditionFailed` where a thing is not what `If-Match` names.

        The caller holds it, so that nothing can change between the check and the write.
        """
        if not self.expected_tags or ANY in self.expected_tags:
            return
        if etag_of(self.get_serializer(found).data) not in self.expected_tags:
            raise PreconditionFailed
