"""The API's description: made once in a process, since it takes seconds and never changes."""

import hashlib
import json
import threading
from functools import cache
from typing import Any, NamedTuple

from drf_spectacular.generators import SchemaGenerator

_lock = threading.Lock()


class Description(NamedTuple):
    """The OpenAPI document, its JSON, and a strong validator of that."""

    document: dict[str, Any]
    body: bytes
    etag: str


def description() -> Description:
    """What anyone may read: the same for all callers."""
    with _lock:
        return _described()


@cache
def _described() -> Description:
    document = SchemaGenerator().get_schema(request=None, public=True)
    body = json.dumps(document, ensure_ascii=False).encode()
    return Description(document, body, f'"{hashlib.sha256(body).hexdigest()[:32]}"')
