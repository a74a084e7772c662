"""The signature of a webhook's message, as docs/webhooks.md tells receivers."""

import hashlib
import hmac
from collections.abc import Iterable

HEADER = "Tidemark-Signature"


def sign(body: bytes, *, secrets: Iterable[str], at: int) -> str:
    """The header's value at a Unix time: `t=…,v1=…`, with one `v1` for each secret in force."""
    signed = f"{at}.".encode() + body
    digests = (hmac.new(key.encode(), signed, hashlib.sha256).hexdigest() for key in secrets)
    return ",".join([f"t={at}", *(f"v1={digest}" for digest in digests)])
