"""Keeps large answers with their validators, so that an unchanged one is not sent again."""

import hashlib
import logging
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import redis

logger = logging.getLogger(__name__)

KEPT_SECONDS = 3 * 86400
MOST_BYTES = 8_000_000


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """A body, and the ETag and Last-Modified that it came with; "" for one that was not sent."""

    body: bytes
    etag: str = ""
    modified: str = ""

    @property
    def conditions(self) -> dict[str, str]:
        """Headers that ask for the answer only if it is another one by now."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in headers.items() if value}


class AnswerCache:
    """Answers of one vendor by URL, compressed, in Redis.

    Without Redis nothing is found and nothing stored: the vendor is asked for the whole again.
    """

    def __init__(self, name: str, *, client: redis.Redis):
        self._name = name
        self._client = client

    def load(self, url: str) -> StoredAnswer | None:
        """The stored answer of this URL, query included."""
        try:
            etag, modified, body = self._client.hmget(self._key(url), "etag", "modified", "body")
        except redis.RedisError:
            logger.debug("No stored answer of %s: Redis can't be reached", self._name)
            return None
        if body is None:
            return None
        return StoredAnswer(
            zlib.decompress(body), (etag or b"").decode(), (modified or b"").decode()
        )

    def store(self, url: str, body: bytes, *, headers: Mapping[str, str]) -> None:
        """Keep an answer that has a validator and is not too large, for three days."""
        etag, modified = _validator(headers, "ETag"), _validator(headers, "Last-Modified")
        packed = zlib.compress(body, level=1) if etag or modified else b""
        if not packed or len(packed) > MOST_BYTES:
            return
        key = self._key(url)
        try:
            with self._client.pipeline() as pipe:
                pipe.hset(key, mapping={"etag": etag, "modified": modified, "body": packed})
                pipe.expire(key, KEPT_SECONDS)
                pipe.execute()
        except redis.RedisError:
            logger.debug("An answer of %s was not stored: Redis can't be reached", self._name)

    def _key(self, url: str) -> str:
        # A query may hold a secret: no key shows it.
        digest = hashlib.sha256(url.encode()).hexdigest()
        return f"tidemark:answer:{self._name}:{digest}"


def _validator(headers: Mapping[str, str], name: str) -> str:
    """A validator that can be sent back: one beyond ASCII is as good as none."""
    value = headers.get(name, "")
    return value if value.isascii() else ""
