"""Lists that are the same for everybody: written once for a state of the market."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

from django.http import HttpResponse
from rest_framework.renderers import JSONRenderer

from markets.api.base.conditional import etag_of, held_tag, mark_private
from markets.selectors.versions import market_version

# So many answers of about 100 KB a process.
MOST = 64


@dataclass(frozen=True, slots=True)
class Body:
    """An answer as it is sent, with its strong tag."""

    content: bytes
    tag: str


class Bodies:
    """The last used answers of the newest state; those of an older one go at once."""

    def __init__(self, most: int = MOST):
        self._most = most
        self._lock = threading.Lock()
        self._version: tuple | None = None
        self._bodies: OrderedDict[str, Body] = OrderedDict()

    def find(self, version: tuple, address: str) -> Body | None:
        with self._lock:
            if version != self._version or address not in self._bodies:
                return None
            self._bodies.move_to_end(address)
            return self._bodies[address]

    def keep(self, version: tuple, address: str, body: Body) -> None:
        with self._lock:
            if version != self._version:
                self._version = version
                self._bodies.clear()
            self._bodies[address] = body
            self._bodies.move_to_end(address)
            while len(self._bodies) > self._most:
                self._bodies.popitem(last=False)


_bodies = Bodies()


class CachedListMixin:
    """A list that no caller sees otherwise than others: written once, then sent as it lies."""

    def list(self, request, *args, **kwargs):
        version = market_version()
        if version is None:
            return super().list(request, *args, **kwargs)
        address = request.build_absolute_uri()
        body = _bodies.find(version, address)
        if body is None:
            data = super().list(request, *args, **kwargs).data
            body = Body(JSONRenderer().render(data), etag_of(data))
            _bodies.keep(version, address, body)
        held = held_tag(request, body.tag)
        response = HttpResponse(
            b"" if held else body.content, status=304 if held else 200,
            content_type="application/json",
        )  # fmt: skip
        return mark_private(response, held or body.tag)
